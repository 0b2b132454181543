import { Config, Effect, Schema } from "effect"
import { HttpMiddleware } from "effect/http"
import { IpNetwork } from "effect/net"

/** `10.0.0.0/8`, or one address. */
const Proxy = Schema.Trim.pipe(Schema.decodeTo(Schema.Union([Schema.IpNetworkFromString, Schema.IpAddressFromString])))

const networkOf = (proxy: typeof Proxy.Type) =>
  IpNetwork.isIpNetwork(proxy) ? proxy : IpNetwork.fromAddressUnsafe(proxy, proxy._tag === "Ipv4Address" ? 32 : 128)

/**
 * Who a request comes from, where proxies of ours pass it on. `TRUSTED_PROXIES` (none): their networks and addresses, with
 * commas between. Of what such a proxy says in `X-Forwarded-For`, the last address that is none of theirs counts, so what
 * a client wrote there itself never does. What others say is not heeded.
 */
export const trustedProxies = Effect.map(
  Config.Array(Proxy, "TRUSTED_PROXIES").pipe(Config.withDefault([])),
  (proxies) => HttpMiddleware.xForwardedHeaders({ trustedProxies: proxies.map(networkOf) })
)
