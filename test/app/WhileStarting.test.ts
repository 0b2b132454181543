import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { createServer } from "node:http"
import { waitWhileStarting } from "#app/http/WhileStarting.ts"
import { answersIn, sendRaw } from "../support/Wire.ts"

/** A server that is not ready, on a port of its own. */
const starting = Effect.acquireRelease(
  Effect.callback<{ server: ReturnType<typeof createServer>; url: string }>((resume) => {
    const server = waitWhileStarting(createServer())
    server.listen(0, "127.0.0.1", () => {
      const address = server.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      resume(Effect.succeed({ server, url: `http://127.0.0.1:${port}` }))
    })
  }),
  ({ server }) =>
    Effect.sync(() => {
      server.closeAllConnections()
      server.close()
    })
)

describe("a server that starts", () => {
  it.live("is alive and not ready, and serves what came meanwhile as soon as it can", () =>
    Effect.gen(function* () {
      const { server, url } = yield* starting
      const health = yield* Effect.promise(() => fetch(`${url}/api/health`))
      assert.deepInclude(yield* Effect.promise(() => health.json()), { status: "ok" })
      const ready = yield* Effect.promise(() => fetch(`${url}/api/ready`))
      assert.deepStrictEqual([ready.status, ready.headers.get("retry-after")], [503, "2"])

      const socket = yield* sendRaw(
        url,
        "GET /api/v1/ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"
      )
      assert.deepStrictEqual(answersIn(socket).statuses, [503])
      assert.strictEqual(Reflect.get(Object(JSON.parse(answersIn(socket).body)), "code"), "UNAVAILABLE")

      const early = fetch(`${url}/api/v1/auth/signup`, { method: "POST", body: "hello" })
      // The first to listen is the one who serves from then on.
      yield* Effect.promise(() => fetch(`${url}/api/health`))
      server.on("request", async (request, response) => {
        let body = ""
        for await (const chunk of request) body += String(chunk)
        response.end(`served ${request.url} ${body}`)
      })
      const answer = yield* Effect.promise(async () => (await early).text())
      assert.strictEqual(answer, "served /api/v1/auth/signup hello")
      const late = yield* Effect.promise(async () => (await fetch(`${url}/api/health`)).text())
      assert.strictEqual(late, "served /api/health ")
    }).pipe(Effect.scoped)
  )
})
