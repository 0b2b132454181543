import { assert, it } from "@effect/vitest"
import { Effect, Layer, Redacted, Schedule, Schema } from "effect"
import { createServer, request, type IncomingMessage, type RequestListener } from "node:http"
import { connect } from "node:net"
import { describePostgres, describeRedis, redisUrl } from "../support/Services.ts"
import { visitor } from "../support/Library.ts"
import { nameServer, startNginx } from "../support/Nginx.ts"
import { freePort } from "../support/OwnRedis.ts"
import { startProgram, temporaryDirectory } from "../support/Program.ts"
import { until } from "../support/ScriptedServer.ts"
import { acquireMigrated } from "../support/TestDatabase.ts"
import { layerTestServices } from "../support/TestServer.ts"
import { describeWithTool } from "../support/Tools.ts"
import { multipart, problemIn, send } from "../support/Wire.ts"

const addresses = ["127.0.0.2", "127.0.0.3"] as const

/** Replicas of an api on the same port of different addresses, as containers have them. */
const startReplica = (address: string, port: number, listener: RequestListener) =>
  Effect.acquireRelease(
    Effect.callback<ReturnType<typeof createServer>>((resume) => {
      const server = createServer(listener).listen(port, address, () => resume(Effect.succeed(server)))
    }),
    (server) =>
      Effect.callback<void>((resume) => {
        server.close(() => resume(Effect.void))
        server.closeAllConnections()
      })
  )

/** nginx before such replicas. */
const startProxy = Effect.fnUntraced(function* (listenerOf: (address: string) => RequestListener) {
  const port = yield* freePort
  const replicas = yield* Effect.forEach(addresses, (address) => startReplica(address, port, listenerOf(address)))
  const names = yield* nameServer(addresses)
  return { baseUrl: yield* startNginx({ names: names.port, api: port }), names, port, replicas }
})

const sayingWho =
  (address: string): RequestListener =>
  (message, response) =>
    message.resume().on("end", () => response.end(address))

const answersOf = (baseUrl: string, count: number, method = "GET") =>
  Effect.forEach(Array.from({ length: count }), () => send(baseUrl, { method, path: "/api/v1/books" }), {
    concurrency: 8
  })

const Echo = Schema.fromJsonString(Schema.Record(Schema.String, Schema.String))

describeWithTool("nginx", ["-v"])("the proxy of docker-compose.yml", () => {
  it.live("spreads requests, passes over a replica that died, and finds those that come and go", () =>
    Effect.gen(function* () {
      const { baseUrl, names, replicas } = yield* startProxy(sayingWho)
      const spread = (yield* answersOf(baseUrl, 60)).map(({ text }) => text)
      for (const address of addresses) assert.isAbove(spread.filter((text) => text === address).length, 10)

      replicas[0]?.close()
      const passedOver = [...(yield* answersOf(baseUrl, 20)), ...(yield* answersOf(baseUrl, 20, "POST"))]
      assert.deepStrictEqual([...new Set(passedOver.map(({ text }) => text))], [addresses[1]])

      names.tell([addresses[0]])
      const gone = yield* send(baseUrl, { path: "/api/v1/books" }).pipe(
        Effect.filterOrFail(({ status }) => status === 503),
        Effect.retry(Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: "8 seconds" })))
      )
      assert.deepInclude(problemIn(gone.text), { code: "UNAVAILABLE", status: 503 })
      assert.strictEqual(gone.headers["content-type"], "application/problem+json")
      assert.strictEqual(gone.headers["retry-after"], "2")
      assert.strictEqual(gone.headers["x-request-id"], problemIn(gone.text).requestId)
    }).pipe(Effect.scoped, Effect.provide(layerTestServices))
  )

  it.live("says who asks, and not what they say about themselves", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* startProxy(() => ({ headers, url = "" }, response) => {
        response.end(JSON.stringify({ ...headers, url }))
      })
      const { text } = yield* send(baseUrl, {
        path: "/api/v1/books?q=%2Fa%20b",
        headers: { "x-forwarded-for": "203.0.113.9", forwarded: "for=203.0.113.9", "x-forwarded-host": "elsewhere" }
      })
      const seen = yield* Schema.decodeEffect(Echo)(text)
      const host = new URL(baseUrl).host
      assert.deepInclude(seen, { "x-forwarded-for": "127.0.0.1", "x-forwarded-host": host, host })
      assert.notProperty(seen, "forwarded")
      assert.strictEqual(seen["url"], "/api/v1/books?q=%2Fa%20b")
    }).pipe(Effect.scoped, Effect.provide(layerTestServices))
  )

  it.live("passes on uploads and downloads as they come", () =>
    Effect.gen(function* () {
      const arrived: Array<string> = []
      const { baseUrl } = yield* startProxy(() => (message, response) => {
        message.on("data", (chunk: Buffer) => arrived.push(chunk.toString()))
        message.on("end", () => response.write("first"))
        response.on("close", () => arrived.push("closed"))
      })
      const sent = request(`${baseUrl}/api/v1/books`, {
        method: "POST",
        headers: { "content-length": 6 },
        agent: false
      })
      const received: Array<string> = []
      sent.on("response", (answer) => answer.on("data", (chunk: Buffer) => received.push(chunk.toString())))
      sent.on("error", () => {})
      sent.write("one")
      yield* until(() => arrived.join("") === "one")
      sent.end("two")
      yield* until(() => received.join("") === "first")
      assert.strictEqual(arrived.join(""), "onetwo")
      // Who goes away in the middle is not answered any further.
      sent.destroy()
      yield* until(() => arrived.includes("closed"))
    }).pipe(Effect.scoped, Effect.provide(layerTestServices))
  )

  it.live("opens web sockets", () =>
    Effect.gen(function* () {
      const { baseUrl, replicas } = yield* startProxy(sayingWho)
      for (const replica of replicas) {
        replica.on("upgrade", (_message: IncomingMessage, socket) => {
          socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
          socket.pipe(socket)
        })
      }
      const { hostname, port } = new URL(baseUrl)
      const socket = connect(Number(port), hostname)
      let text = ""
      socket.on("data", (chunk: Buffer) => (text += chunk.toString()))
      socket.write("GET /api/v1/events HTTP/1.1\r\nHost: library\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
      yield* until(() => text.includes("101 Switching Protocols"))
      socket.write("there and back")
      yield* until(() => text.endsWith("there and back"))
      socket.destroy()
    }).pipe(Effect.scoped, Effect.provide(layerTestServices))
  )

  it.live("refuses with a problem what no replica would take", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* startProxy(sayingWho)
      const upload = (megabytes: number) =>
        send(baseUrl, { method: "POST", path: "/api/v1/books", body: Buffer.alloc(megabytes * 1024 * 1024) })
      assert.strictEqual((yield* upload(4)).status, 200)
      const refused = yield* upload(6)
      assert.deepInclude(problemIn(refused.text), { code: "BODY_TOO_LARGE", status: 413 })
      const health = yield* send(baseUrl, { path: "/proxy/health" })
      assert.strictEqual(health.status, 204)
    }).pipe(Effect.scoped, Effect.provide(layerTestServices))
  )

  describePostgres("before two processes of the library", () => {
    describeRedis("that share PostgreSQL and Redis", () => {
      it.live("serves a book that was uploaded, whichever process is asked", () => library, 60_000)
    })
  })
})

const library = Effect.gen(function* () {
  const port = yield* freePort
  const files = yield* temporaryDirectory
  const url = yield* acquireMigrated
  const env = {
    PORT: `${port}`,
    DATABASE_URL: Redacted.value(url),
    REDIS_URL: redisUrl,
    REDIS_KEY_PREFIX: `luminalib-test-${crypto.randomUUID()}`,
    JWT_SECRET_KEY: "a secret of this test that is long enough",
    LOCAL_STORAGE_PATH: files,
    TRUSTED_PROXIES: "127.0.0.1"
  }
  const processes = yield* Effect.forEach(addresses, (HOST) => startProgram({ ...env, HOST }, "serve"))
  for (const { baseUrl } of processes) yield* baseUrl
  const names = yield* nameServer(addresses)
  const baseUrl = yield* startNginx({ names: names.port, api: port })

  const ada = yield* visitor(baseUrl)
  const { accessToken } = yield* ada.signUp("ada@example.org")
  const text = "A ship came in with the tide. ".repeat(33_000)
  const book = yield* ada.upload("The Harbour", { name: "harbour.txt", bytes: text })
  const authorization = `Bearer ${accessToken}`
  const file = `/api/v1/books/${book.id}/file`
  const reads = yield* Effect.forEach(
    Array.from({ length: 12 }),
    () => send(baseUrl, { path: file, headers: { authorization } }),
    { concurrency: 4 }
  )
  for (const read of reads) assert.isTrue(read.status === 200 && read.text === text)
  const part = yield* send(baseUrl, { path: file, headers: { authorization, range: "bytes=2-5" } })
  assert.deepStrictEqual([part.status, part.text], [206, text.slice(2, 6)])
  for (const { output } of processes) assert.include(output(), `"path":"${file}"`)

  const tooLarge = multipart([{ name: "file", filename: "a.txt", content: "a".repeat(6 * 1024 * 1024) }])
  const refused = yield* send(baseUrl, {
    method: "POST",
    path: "/api/v1/books",
    headers: { authorization, ...tooLarge.headers },
    body: tooLarge.body
  })
  assert.deepStrictEqual([refused.status, problemIn(refused.text).code], [413, "BODY_TOO_LARGE"])

  // One of them stops in order while it is asked: nobody notices.
  const [first] = processes
  const during = yield* Effect.all(
    [
      Effect.forEach(Array.from({ length: 40 }), () => send(baseUrl, { path: file, headers: { authorization } }), {
        concurrency: 4
      }),
      first.kill("SIGTERM")
    ],
    { concurrency: 2 }
  )
  for (const read of during[0]) assert.isTrue(read.status === 200 && read.text === text)
  assert.deepStrictEqual(yield* first.exit, { code: 0, signal: null })
}).pipe(Effect.scoped, Effect.provide(Layer.fresh(layerTestServices)))
