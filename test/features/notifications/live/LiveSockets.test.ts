import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer, Queue } from "effect"
import { SqlClient } from "effect/sql"
import { decodeJwt, SignJWT } from "jose"
import type { Announcement } from "#platform/events/EventLog.ts"
import { visitor } from "../../../support/Library.ts"
import { layerTestServices, startServer } from "../../../support/TestServer.ts"
import { problemIn, send } from "../../../support/Wire.ts"
import { announceIn, closeCodeIn, eventually, listenTo, rawSocket } from "./LiveClient.ts"

const secret = "a secret of this test that is long enough"

const join = Effect.fnUntraced(function* (baseUrl: string, email: string, library?: string) {
  const visit = yield* visitor(baseUrl)
  const { accessToken, user } = yield* visit.signUp(email, library)
  return { ...visit, token: accessToken, user }
})

/** A library on a port with its admin and a reader, and a stranger of another library. */
class Library extends Context.Service<Library>()("test/features/notifications/live/Library", {
  make: Effect.gen(function* () {
    const { baseUrl, context } = yield* startServer(
      {
        JWT_SECRET_KEY: secret,
        CORS_ORIGINS: "https://app.example",
        LIVE_CONNECTIONS_PER_USER: "5",
        LIVE_UNKNOWN_PER_ADDRESS: "3",
        LIVE_AUTHENTICATE_SECONDS: "3",
        LIVE_HEARTBEAT_SECONDS: "1"
      },
      { worker: false }
    )
    const ada = yield* join(baseUrl, "ada@example.org")
    const rob = yield* join(baseUrl, "rob@example.org")
    const eve = yield* join(baseUrl, "eve@example.org", "Elsewhere")
    const tell = (...events: ReadonlyArray<Omit<Announcement, "organizationId">>) =>
      announceIn(
        context,
        events.map((event) => ({ organizationId: ada.user.organizationId, ...event }))
      )
    return { baseUrl, context, ada, rob, eve, tell }
  })
}) {
  static readonly layer = Layer.effect(Library, Library.make).pipe(Layer.provideMerge(layerTestServices))
}

const aboutBook = { bookId: "01900000-0000-7000-8000-00000000000a" }
const created: Omit<Announcement, "organizationId"> = {
  type: "book.created",
  payload: aboutBook,
  leastRole: "member"
}

const upgrade = { connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13" } as const
const key = { "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==" } as const

/** What a handshake is answered that is refused. */
const refusalOf = Effect.fnUntraced(function* (headers: Readonly<Record<string, string>>, path = "/api/v1/ws") {
  const { baseUrl } = yield* Library
  const answer = yield* send(baseUrl, { path, headers })
  return [answer.status, problemIn(answer.text).code] as const
})

/** A frame as a client sends it: masked, with a mask of zeros. */
const clientFrame = (opcode: number, payload: Uint8Array) =>
  Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | payload.length, 0, 0, 0, 0]), payload])

/** What the server says when it ends a socket that was opened with these bytes. */
const closedAfter = Effect.fnUntraced(function* (token: string, bytes: Uint8Array) {
  const { baseUrl } = yield* Library
  const raw = yield* rawSocket(baseUrl, { authorization: `Bearer ${token}` })
  yield* eventually(
    Effect.sync(() => raw.received().includes('"ready"')),
    (isReady) => isReady
  )
  raw.socket.write(bytes)
  return yield* eventually(
    Effect.sync(() => closeCodeIn(raw.received())),
    (code) => code !== undefined
  )
})

layer(Library.layer, { excludeTestServices: true, timeout: "60 seconds" })("a socket", (it) => {
  it.effect("is refused to pages of other sites, whatever they bring", () =>
    Effect.gen(function* () {
      const { ada, baseUrl } = yield* Library
      const authorization = `Bearer ${ada.token}`
      const foreign = { ...upgrade, ...key, authorization, cookie: "a=b", origin: "https://evil.example" }
      assert.deepStrictEqual(yield* refusalOf(foreign), [403, "ORIGIN_FORBIDDEN"])
      for (const origin of ["https://app.example", baseUrl]) {
        const socket = yield* listenTo(baseUrl, { origin, protocols: ["luminalib.v1", `bearer.${ada.token}`] })
        assert.strictEqual((yield* socket.next("ready")).userId, ada.user.id)
        assert.strictEqual(socket.socket.protocol, "luminalib.v1")
        socket.socket.close()
      }
    })
  )

  it.effect("is refused without credentials that count, and to what is no handshake", () =>
    Effect.gen(function* () {
      const { ada } = yield* Library
      const expired = yield* Effect.promise(() =>
        new SignJWT({ ...decodeJwt(ada.token), exp: 1_700_000_000 })
          .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
          .sign(new TextEncoder().encode(secret))
      )
      assert.deepStrictEqual(yield* refusalOf({ ...upgrade, ...key }), [401, "UNAUTHENTICATED"])
      const withToken = (token: string) => ({ ...upgrade, ...key, authorization: `Bearer ${token}` })
      assert.deepStrictEqual(yield* refusalOf(withToken(expired)), [401, "INVALID_TOKEN"])
      assert.deepStrictEqual(
        yield* refusalOf({ ...upgrade, ...key, "sec-websocket-protocol": "luminalib.v1, bearer.x" }),
        [401, "INVALID_TOKEN"]
      )
      assert.deepStrictEqual(yield* refusalOf(withToken(ada.token), `/api/v1/ws?token=${ada.token}`), [
        422,
        "UNKNOWN_PARAMETER"
      ])
      assert.deepStrictEqual(yield* refusalOf({ authorization: `Bearer ${ada.token}` }), [426, "UPGRADE_REQUIRED"])
      assert.deepStrictEqual(yield* refusalOf({ ...withToken(ada.token), "sec-websocket-version": "8" }), [
        426,
        "UPGRADE_REQUIRED"
      ])
      assert.deepStrictEqual(yield* refusalOf({ ...upgrade, authorization: `Bearer ${ada.token}` }), [
        400,
        "MALFORMED_HEADER"
      ])
    })
  )

  it.effect("ends when nobody says in time who they are, or says it wrongly", () =>
    Effect.gen(function* () {
      const { ada, baseUrl, rob } = yield* Library
      const silent = yield* listenTo(baseUrl)
      const wrong = yield* listenTo(baseUrl)
      yield* wrong.say({ type: "authenticate", token: "nonsense" })
      assert.strictEqual((yield* wrong.next("error")).code, "UNAUTHENTICATED")
      assert.strictEqual(yield* wrong.closed, 4401)
      const hasty = yield* listenTo(baseUrl)
      yield* hasty.say({ type: "subscribe", topics: ["*"] })
      assert.strictEqual(yield* hasty.closed, 4401)
      const another = yield* listenTo(baseUrl)
      yield* another.logIn(ada.token)
      yield* another.say({ type: "authenticate", token: rob.token })
      assert.strictEqual(yield* another.closed, 4403)
      assert.strictEqual(yield* silent.closed, 4408)
    })
  )

  it.effect("is refused to somebody who has enough, and to those of an address who do not say who they are", () =>
    Effect.gen(function* () {
      const { baseUrl, eve } = yield* Library
      const sockets = yield* Effect.forEach(Array.from({ length: 5 }), () => listenTo(baseUrl), {
        concurrency: 1
      }).pipe(Effect.tap((sockets) => Effect.forEach(sockets.slice(0, 3), (socket) => socket.closed)))
      assert.strictEqual(sockets.filter(({ socket }) => socket.readyState === WebSocket.OPEN).length, 0)
      const many = yield* Effect.forEach(Array.from({ length: 5 }), () =>
        Effect.tap(listenTo(baseUrl), (socket) => socket.logIn(eve.token))
      )
      assert.deepStrictEqual(yield* refusalOf({ ...upgrade, ...key, authorization: `Bearer ${eve.token}` }), [
        429,
        "TOO_MANY_CONNECTIONS"
      ])
      const sixth = yield* listenTo(baseUrl)
      yield* sixth.say({ type: "authenticate", token: eve.token })
      assert.strictEqual(yield* sixth.closed, 4429)
      for (const { socket } of many) socket.close()
    })
  )

  it.effect("tells each what they may see, and only what they asked for", () =>
    Effect.gen(function* () {
      const { ada, baseUrl, eve, rob, tell } = yield* Library
      const open = (token: string) => Effect.tap(listenTo(baseUrl), (socket) => socket.logIn(token))
      const [admin, reader, stranger] = yield* Effect.all([open(ada.token), open(rob.token), open(eve.token)])
      yield* tell(
        created,
        { type: "loan.borrowed", payload: {}, userId: rob.user.id, leastRole: "librarian" },
        { type: "job.queued", payload: {}, userId: ada.user.id, leastRole: "librarian" },
        { type: "notification.removed", payload: { id: "1" }, userId: rob.user.id }
      )
      const typesOf = (socket: Effect.Success<ReturnType<typeof open>>, count: number) =>
        Effect.map(Effect.all(Array.from({ length: count }, () => socket.next("event"))), (events) =>
          events.map(({ eventType }) => eventType)
        )
      assert.deepStrictEqual(yield* typesOf(admin, 3), ["book.created", "loan.borrowed", "job.queued"])
      assert.deepStrictEqual(yield* typesOf(reader, 3), ["book.created", "loan.borrowed", "notification.removed"])

      yield* admin.say({ type: "subscribe", topics: ["loan.*", "book.updated"] })
      yield* admin.say({ type: "subscribe", topic: `tenant:${eve.user.organizationId}:jobs` })
      assert.strictEqual((yield* admin.next("error")).code, "FORBIDDEN")
      yield* tell(
        created,
        { ...created, type: "book.updated" },
        { type: "loan.returned", payload: {}, leastRole: "admin" }
      )
      assert.deepStrictEqual(yield* typesOf(admin, 2), ["book.updated", "loan.returned"])
      yield* admin.say({ type: "ping" })
      yield* admin.next("pong")
      yield* admin.say("no frame")
      assert.strictEqual((yield* admin.next("error")).code, "MALFORMED_FRAME")
      const others = yield* Queue.clear(stranger.heard)
      assert.deepStrictEqual(
        others.filter(({ type }) => type === "event"),
        []
      )
    })
  )

  it.effect("goes on after the event it is told of, and says so when it cannot", () =>
    Effect.gen(function* () {
      const { ada, baseUrl, eve, tell } = yield* Library
      const first = yield* listenTo(baseUrl)
      yield* first.logIn(ada.token)
      yield* tell(created)
      const { id } = yield* first.next("event")
      first.socket.close()
      yield* tell({ ...created, type: "book.updated" }, { ...created, type: "book.removed" })

      const second = yield* listenTo(baseUrl, { query: `?since=${id}` })
      assert.strictEqual((yield* second.logIn(ada.token)).cursor, id)
      assert.strictEqual((yield* second.next("event")).eventType, "book.updated")
      const last = yield* second.next("event")
      assert.strictEqual(last.eventType, "book.removed")
      assert.strictEqual((yield* second.next("heartbeat")).cursor, last.id)
      yield* second.say({ type: "resume", after: id })
      assert.strictEqual((yield* second.next("event")).eventType, "book.updated")
      yield* second.next("event")

      const stranger = yield* listenTo(baseUrl)
      yield* stranger.say({ type: "authenticate", token: eve.token, since: id })
      assert.strictEqual((yield* stranger.next("error")).code, "CURSOR_INVALID")
      yield* stranger.next("ready")
      for (const after of [crypto.randomUUID(), "OTHER"]) {
        yield* second.say({ type: "resume", after })
        assert.strictEqual((yield* second.next("error")).code, "CURSOR_INVALID")
      }
      yield* tell(created)
      assert.strictEqual((yield* second.next("event")).eventType, "book.created")
    })
  )

  it.effect("ends at frames that are too long, broken, not text or too many", () =>
    Effect.gen(function* () {
      const { ada, baseUrl } = yield* Library
      const huge = Buffer.alloc(14)
      huge.set([0x81, 0xff])
      huge.writeBigUInt64BE(104_857_600n, 2)
      assert.strictEqual(yield* closedAfter(ada.token, Buffer.concat([huge, Buffer.alloc(1024 * 1024)])), 1009)
      assert.strictEqual(yield* closedAfter(ada.token, clientFrame(1, Uint8Array.of(0xc3, 0x28))), 1007)
      assert.strictEqual(yield* closedAfter(ada.token, Buffer.from("810548656c6c6f", "hex")), 1002)
      assert.strictEqual(yield* closedAfter(ada.token, Buffer.from([0xf1, 0x80, 0, 0, 0, 0])), 1002)
      assert.strictEqual(yield* closedAfter(ada.token, clientFrame(3, new Uint8Array())), 1002)
      assert.strictEqual(yield* closedAfter(ada.token, clientFrame(2, Uint8Array.of(1))), 1003)
      const fast = yield* listenTo(baseUrl)
      yield* fast.logIn(ada.token)
      for (let i = 0; i < 1_000; i++) yield* fast.say({ type: "ping" })
      assert.strictEqual((yield* fast.next("error")).code, "RATE_LIMITED")
      assert.strictEqual(yield* fast.closed, 1008)
    })
  )

  it.effect("ends when nobody reads what is said, before that takes much memory", () =>
    Effect.gen(function* () {
      const { baseUrl, rob, tell } = yield* Library
      const raw = yield* rawSocket(baseUrl, { authorization: `Bearer ${rob.token}` })
      yield* eventually(
        Effect.sync(() => raw.received().includes('"ready"')),
        (isReady) => isReady
      )
      raw.socket.pause()
      const much = { type: "notification.created", payload: { notification: "x".repeat(50_000) }, userId: rob.user.id }
      // What the network takes by itself is some megabytes.
      for (let i = 0; i < 20; i++) yield* tell(...Array.from({ length: 20 }, () => much))
      yield* Effect.sleep("500 millis")
      raw.socket.resume()
      yield* eventually(Effect.sync(raw.isClosed), (isClosed) => isClosed)
      assert.strictEqual(closeCodeIn(raw.received()), 1013)
    })
  )

  it.effect("ends when it is not heard any more", () =>
    Effect.gen(function* () {
      const { baseUrl, rob } = yield* Library
      // Answers no ping, as a machine that went away.
      const raw = yield* rawSocket(baseUrl, { authorization: `Bearer ${rob.token}` })
      const code = yield* eventually(
        Effect.sync(() => closeCodeIn(raw.received())),
        (found) => found !== undefined
      )
      assert.strictEqual(code, 1001)
    })
  )

  it.effect("ends with the session, and is told another role at once", () =>
    Effect.gen(function* () {
      const { ada, baseUrl, context, tell } = yield* Library
      const sam = yield* join(baseUrl, "sam@example.org")
      const socket = yield* listenTo(baseUrl)
      yield* socket.logIn(sam.token)
      const sql = Context.get(context, SqlClient.SqlClient)
      yield* sql`UPDATE users SET role = 'librarian' WHERE id = ${sam.user.id}`
      yield* tell({ type: "user.updated", payload: { userId: sam.user.id }, userId: sam.user.id, leastRole: "admin" })
      yield* socket.next("event")
      yield* eventually(
        Effect.andThen(
          tell({ type: "job.queued", payload: {}, userId: ada.user.id, leastRole: "librarian" }),
          Effect.map(Effect.timeoutOption(Queue.take(socket.heard), "200 millis"), (heard) =>
            heard._tag === "Some" ? heard.value.eventType : undefined
          )
        ),
        (type) => type === "job.queued"
      )

      yield* sql`UPDATE users SET role = 'member' WHERE id = ${sam.user.id}`
      yield* tell({ type: "user.updated", payload: { userId: sam.user.id }, userId: sam.user.id, leastRole: "admin" })
      yield* eventually(
        Effect.gen(function* () {
          yield* Queue.clear(socket.heard)
          yield* tell({ type: "job.queued", payload: {}, userId: ada.user.id, leastRole: "librarian" }, created)
          const heard: Array<string | undefined> = []
          while (heard.at(-1) !== "book.created") heard.push((yield* socket.next("event")).eventType)
          return heard
        }),
        (heard) => !heard.includes("job.queued")
      )
      yield* sam.api.profile.logOut()
      assert.strictEqual(yield* socket.closed, 4401)
    })
  )
})
