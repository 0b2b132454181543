import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect } from "effect"
import { trustedProxies } from "#app/http/TrustedProxies.ts"
import { layerTestServices, startServer } from "../../support/TestServer.ts"
import { problemIn, send } from "../../support/Wire.ts"

/** Wrong passwords for one account, each with what a proxy says of where it comes from; gives the answers' codes. */
const guess = (baseUrl: string, forwardedFor: ReadonlyArray<string>) =>
  Effect.forEach(forwardedFor, (addresses) =>
    Effect.map(
      send(baseUrl, {
        method: "POST",
        path: "/api/v1/auth/login",
        headers: { "content-type": "application/json", "x-forwarded-for": addresses },
        body: JSON.stringify({ email: "ada@example.org", password: "wrong" })
      }),
      ({ text }) => problemIn(text).code
    )
  )

const times = <A>(count: number, value: A) => Array.from({ length: count }, () => value)
const wrong = "INVALID_CREDENTIALS"
const slowed = "RATE_LIMITED"

describe("the address that a request comes from", () => {
  it.live("is what our proxies say, not what the client told them", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* startServer(
        { RATE_LIMITS: "on", TRUSTED_PROXIES: "127.0.0.1, 10.0.0.0/8, ::1" },
        { worker: false }
      )
      const invented = Array.from({ length: 5 }, (_, n) => `203.0.113.${n}, 198.51.100.7, 10.1.2.3`)
      assert.deepStrictEqual(yield* guess(baseUrl, invented), times(5, wrong))
      assert.deepStrictEqual(yield* guess(baseUrl, ["198.51.100.7", "198.51.100.8"]), [slowed, wrong])
    }).pipe(Effect.scoped, Effect.provide(layerTestServices))
  )

  it.live("is that of the connection where the other end is no proxy of ours", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* startServer({ RATE_LIMITS: "on", TRUSTED_PROXIES: "10.0.0.0/8" }, { worker: false })
      const invented = Array.from({ length: 6 }, (_, n) => `203.0.113.${n}`)
      assert.deepStrictEqual(yield* guess(baseUrl, invented), [...times(5, wrong), slowed])
    }).pipe(Effect.scoped, Effect.provide(layerTestServices))
  )

  const configured = (value: string) =>
    Effect.provideService(
      trustedProxies,
      ConfigProvider.ConfigProvider,
      ConfigProvider.fromEnv({ env: { TRUSTED_PROXIES: value } })
    )

  it.effect("may be left to the connection by setting nothing", () => configured(""))

  it.effect.each(["proxy.internal", "10.0.0.0/33", "10.0.0.1/8", "10.0.0.0/8,,"])("is not told by %s", (value) =>
    Effect.gen(function* () {
      assert.include((yield* Effect.flip(configured(value))).message, "TRUSTED_PROXIES")
    })
  )
})
