import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer } from "effect"
import { HttpRouter } from "effect/http"
import { Metrics } from "#app/Metrics.ts"
import * as MetricsHttp from "#app/MetricsHttp.ts"
import type { Environment } from "../support/TestServer.ts"

/** How a server with these variables answers who asks it for its numbers. */
const ask = (env: Environment, headers: Readonly<Record<string, string>> = {}) =>
  Effect.acquireUseRelease(
    Effect.sync(() =>
      HttpRouter.toWebHandler(
        MetricsHttp.layer.pipe(
          Layer.provide(Layer.succeed(Metrics, { text: Effect.succeed("books 7\n") })),
          Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
        ),
        { disableLogger: true }
      )
    ),
    ({ handler }) => Effect.promise(() => handler(new Request("http://localhost/metrics", { headers }))),
    ({ dispose }) => Effect.promise(dispose)
  )
const statusOf = (env: Environment, headers?: Readonly<Record<string, string>>) =>
  Effect.map(ask(env, headers), ({ status }) => status)

describe("who may read the metrics on the main port", () => {
  it.effect("everybody on a machine that serves only itself", () =>
    Effect.gen(function* () {
      const answer = yield* ask({})
      assert.deepStrictEqual(
        [answer.status, answer.headers.get("content-type"), yield* Effect.promise(() => answer.text())],
        [200, "text/plain; version=0.0.4; charset=utf-8", "books 7\n"]
      )
      for (const HOST of ["localhost", "127.0.0.2", "::1"]) assert.strictEqual(yield* statusOf({ HOST }), 200)
    })
  )

  it.effect("nobody where others reach it, directly or through a proxy", () =>
    Effect.gen(function* () {
      for (const HOST of ["0.0.0.0", "::", "192.168.1.7", "127.evil.example", "localhost.example"])
        assert.strictEqual(yield* statusOf({ HOST }), 404, HOST)
      assert.strictEqual(yield* statusOf({}, { "x-forwarded-for": "203.0.113.7" }), 404)
      assert.strictEqual(yield* statusOf({}, { forwarded: "for=203.0.113.7" }), 404)
      // A page whose name was made to lead to this machine.
      assert.strictEqual(yield* statusOf({}, { host: "rebound.example:8000" }), 404)
      for (const host of ["127.0.0.1:8000", "localhost:8000", "[::1]:8000", "localhost"])
        assert.strictEqual(yield* statusOf({}, { host }), 200, host)
    })
  )

  it.effect("nobody where they have a port of their own", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* statusOf({ METRICS_PORT: "9464" }), 404)
    })
  )

  it.effect("whoever sends the token, wherever from; an empty one is none", () =>
    Effect.gen(function* () {
      const env = { HOST: "0.0.0.0", METRICS_PORT: "9464", METRICS_TOKEN: "let me see" }
      const token = { ...env, METRICS_TOKEN: "0123456789abcdef" }
      const sends = (authorization: string) => statusOf(token, { authorization, "x-forwarded-for": "203.0.113.7" })
      assert.strictEqual(yield* sends("Bearer 0123456789abcdef"), 200)
      for (const wrong of ["Bearer 0123456789abcdeF", "Bearer 0123456789abcdef0", "Bearer ", "Basic 0123456789abcdef"])
        assert.strictEqual(yield* sends(wrong), 401, wrong)

      const refused = yield* ask({ METRICS_TOKEN: "0123456789abcdef" })
      assert.deepStrictEqual([refused.status, refused.headers.get("content-type")], [401, "application/problem+json"])
      const empty = { HOST: "0.0.0.0", METRICS_TOKEN: "" }
      assert.strictEqual(yield* statusOf(empty, { authorization: "Bearer " }), 404)
    })
  )
})
