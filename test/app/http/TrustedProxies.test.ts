import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Option, References } from "effect"
import { HttpRouter, HttpServer, HttpServerResponse } from "effect/http"
import { createServer } from "node:http"
import * as Edge from "#app/http/Edge.ts"
import { trustedProxies } from "#app/http/TrustedProxies.ts"
import { send } from "../../support/Wire.ts"

/** A server on a port that says, behind its edge, where the request comes from. */
const startEcho = (variables: Readonly<Record<string, string>>) =>
  Effect.gen(function* () {
    const configuration = ConfigProvider.layer(ConfigProvider.fromEnv({ env: variables }))
    const echo = HttpRouter.add("GET", "/address", (request) =>
      Effect.succeed(HttpServerResponse.text(Option.getOrElse(request.remoteAddress, () => "unknown")))
    )
    const server = yield* Layer.build(
      HttpRouter.serve(Layer.merge(echo, Edge.layer), { disableLogger: true, disableListenLog: true }).pipe(
        Layer.provideMerge(NodeHttpServer.layer(createServer, { host: "127.0.0.1", port: 0 })),
        Layer.provide([configuration, NodeCrypto.layer, Layer.succeed(References.MinimumLogLevel, "None")])
      )
    )
    const baseUrl = yield* HttpServer.addressFormattedWith(Effect.succeed).pipe(Effect.provide(server))
    return (forwardedFor?: string) =>
      send(baseUrl, {
        path: "/address",
        headers: forwardedFor === undefined ? {} : { "x-forwarded-for": forwardedFor }
      })
  })

describe("the address that a request comes from", () => {
  it.live("is what our proxies say, not what the client told them", () =>
    Effect.gen(function* () {
      const ask = yield* startEcho({ TRUSTED_PROXIES: "127.0.0.1, 10.0.0.0/8, ::1" })
      assert.strictEqual((yield* ask("198.51.100.7")).text, "198.51.100.7")
      assert.strictEqual((yield* ask("203.0.113.9, 198.51.100.7, 10.1.2.3")).text, "198.51.100.7")
      assert.strictEqual((yield* ask("203.0.113.9, 2001:db8::7, ::1")).text, "2001:db8::7")
      assert.strictEqual((yield* ask()).text, "127.0.0.1")
      assert.strictEqual((yield* ask("203.0.113.9, nonsense")).text, "127.0.0.1")
    })
  )

  it.live.each([{ TRUSTED_PROXIES: "10.0.0.0/8" }, { TRUSTED_PROXIES: "" }, {}])(
    "is that of the connection where the other end is no proxy of ours: %j",
    (variables) =>
      Effect.gen(function* () {
        const ask = yield* startEcho(variables)
        assert.strictEqual((yield* ask("203.0.113.9")).text, "127.0.0.1")
        assert.strictEqual((yield* ask("203.0.113.9, 10.1.2.3")).text, "127.0.0.1")
      })
  )

  const configured = (value: string) =>
    Effect.provideService(
      trustedProxies,
      ConfigProvider.ConfigProvider,
      ConfigProvider.fromEnv({ env: { TRUSTED_PROXIES: value } })
    )

  it.effect.each(["proxy.internal", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/8,,"])("is not told by %s", (value) =>
    Effect.gen(function* () {
      assert.include((yield* Effect.flip(configured(value))).message, "TRUSTED_PROXIES")
    })
  )
})
