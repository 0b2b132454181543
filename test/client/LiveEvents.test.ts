import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Exit, Fiber, Random, Scope } from "effect"
import { SqlClient } from "effect/sql"
import { decodeJwt, SignJWT } from "jose"
import { connect, createServer, type Socket } from "node:net"
import { follow, type FollowOptions } from "#client/LiveEvents.ts"
import type { LiveEvent } from "#contract/events/LiveEvent.ts"
import { EventLog } from "#platform/events/EventLog.ts"
import { eventually } from "../features/notifications/live/LiveClient.ts"
import { embedded, institution } from "../stories/StoryEnvironments.ts"
import { visitor } from "../support/Library.ts"
import { freePort } from "../support/OwnRedis.ts"
import { preparedDirectory } from "../support/Program.ts"
import { describePostgres, describeRedis } from "../support/Services.ts"
import { type Environment, layerTestServices, startServer } from "../support/TestServer.ts"

const cuts = 100
const writers = 6
const times = 40

/** A wire to one server after the other, which breaks when it is told: in the middle of a frame, as often as not. */
const breakingWire = Effect.fnUntraced(function* (targets: ReadonlyArray<string>) {
  const open = new Set<Socket>()
  let turn = 0
  const server = createServer((near) => {
    const { hostname, port } = new URL(targets[turn++ % targets.length] ?? "")
    const far = connect({ host: hostname, port: Number(port) })
    open.add(near)
    const end = () => {
      open.delete(near)
      near.destroy()
      far.destroy()
    }
    near.on("data", (chunk: Buffer) => far.write(chunk))
    far.on("data", (chunk: Buffer) => {
      if (!isBreaking) return near.write(chunk)
      near.end(chunk.subarray(0, chunk.length >> 1))
      end()
    })
    for (const side of [near, far]) side.on("error", end).on("close", end)
  })
  let isBreaking = false
  yield* Effect.acquireRelease(
    Effect.callback<void>((resume) => void server.listen(0, "127.0.0.1", () => resume(Effect.void))),
    () => Effect.sync(() => server.close())
  )
  const address = server.address()
  return {
    url: `ws://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/api/v1/ws`,
    isOpen: () => open.size > 0,
    /** At once, or within the next bytes that come. */
    cut: Effect.gen(function* () {
      isBreaking = yield* Random.nextBoolean
      if (isBreaking) yield* Effect.sleep("5 millis")
      isBreaking = false
      for (const socket of open) socket.resetAndDestroy()
    })
  }
})

/** Follows the library, and keeps what it is told. Tries again at once: waiting is not what is shown here. */
const reader = Effect.fnUntraced(function* (options: Pick<FollowOptions, "url" | "token">) {
  const events: Array<LiveEvent> = []
  const states: Array<string> = []
  let gaps = 0
  yield* Effect.forkScoped(
    follow({
      ...options,
      onEvents: (more) => void events.push(...more),
      onGap: () => (gaps += 1),
      onState: (state) => void states.push(state),
      onWake: (wake) => {
        const timer = setTimeout(wake, 5)
        return () => clearTimeout(timer)
      }
    })
  )
  return { events, states, gaps: () => gaps, isOpen: Effect.sync(() => states.at(-1) === "open") }
})

type Server = Effect.Success<ReturnType<typeof startServer>>["context"]

/** Says that a book was changed: of those who do so some take their time, and some think better of it. */
const change = Effect.fnUntraced(function* (context: Server, organizationId: string, slowMillis: number, mood: number) {
  const { announce } = Context.get(yield* Effect.provide(LogContext, context), EventLog)
  const { withTransaction } = Context.get(context, SqlClient.SqlClient)
  const bookId = crypto.randomUUID()
  const tell = announce([{ organizationId, type: "book.updated", payload: { bookId }, leastRole: "member" }])
  if (mood < 0.2) {
    yield* Effect.exit(withTransaction(Effect.andThen(tell, Effect.fail("thought better of it"))))
  } else {
    yield* withTransaction(Effect.andThen(tell, mood < 0.4 ? Effect.sleep(slowMillis) : Effect.void))
  }
})
const LogContext = Effect.context<EventLog>().pipe(Effect.provide(EventLog.layer))

/** The books of all changes that were committed, in the order of the log. */
const changed = (context: Server) =>
  Effect.map(
    Context.get(context, SqlClient.SqlClient)<{ readonly book: string }>`
      SELECT payload ->> 'bookId' AS book FROM events WHERE type = 'book.updated' AND position IS NOT NULL
      ORDER BY position`,
    (rows) => rows.map(({ book }) => book)
  )

const booksIn = (events: ReadonlyArray<LiveEvent>) =>
  events.flatMap((event) => (event.eventType === "book.updated" ? [event.payload.bookId as string] : []))

const cutAtRandom = <E, R>(environment: Effect.Effect<Environment, E, R>, processes: number) =>
  Effect.gen(function* () {
    const env = yield* environment
    const servers = yield* Effect.forEach(Array.from({ length: processes }), () => startServer(env, { worker: false }))
    const ada = yield* visitor(servers[0]?.baseUrl ?? "")
    const { accessToken, user } = yield* ada.signUp("ada@example.org")
    const wire = yield* breakingWire(servers.map(({ baseUrl }) => baseUrl))
    const told = yield* reader({ url: wire.url, token: async () => accessToken })
    yield* eventually(told.isOpen, (isOpen) => isOpen)

    const context = servers[0]!.context
    // There is something to go on from.
    yield* change(context, user.organizationId, 0, 1)
    yield* eventually(
      Effect.sync(() => told.events.length),
      (length) => length === 1
    )
    const writing = yield* Effect.forkChild(
      Effect.all(
        Array.from({ length: writers }, () =>
          Effect.repeat(
            Effect.andThen(
              Effect.flatMap(Random.next, (mood) => change(context, user.organizationId, 30, mood)),
              Effect.flatMap(Random.nextBetween(0, 60), Effect.sleep)
            ),
            {
              times
            }
          )
        ),
        { concurrency: "unbounded" }
      )
    )
    for (let cut = 0; cut < cuts; cut++) {
      yield* eventually(Effect.sync(wire.isOpen), (isOpen) => isOpen)
      yield* Effect.sleep(yield* Random.nextBetween(0, 60))
      yield* wire.cut
    }
    yield* Fiber.join(writing)
    const all = yield* eventually(changed(context), (books) => booksIn(told.events).length >= books.length)
    assert.isAbove(all.length, (writers * times) / 2)
    assert.deepStrictEqual(booksIn(told.events), all)
    assert.isAtLeast(told.states.filter((state) => state === "waiting").length, cuts / 2)
    assert.strictEqual(told.gaps(), 0)
  }).pipe(Effect.scoped, Effect.provide(layerTestServices))

describe("following a library's events", () => {
  it.live("misses and doubles none in a hundred broken connections, on a machine with nothing installed", () =>
    cutAtRandom(embedded, 1)
  )

  describePostgres("PostgreSQL", () => {
    describeRedis("Redis", () => {
      it.live("misses and doubles none in a hundred broken connections to two processes in turn", () =>
        cutAtRandom(institution, 2)
      )
    })
  })

  it.live("goes on where it was when the server is restarted", () =>
    Effect.gen(function* () {
      const first = yield* Scope.make()
      const port = yield* freePort
      const begin = startServer({ DATA_DIR: yield* preparedDirectory, PORT: `${port}` }, { worker: false })
      const { baseUrl, context } = yield* Scope.provide(begin, first)
      const ada = yield* visitor(baseUrl)
      const { accessToken, user } = yield* ada.signUp("ada@example.org")
      const told = yield* reader({ url: `ws://127.0.0.1:${port}/api/v1/ws`, token: async () => accessToken })
      yield* eventually(told.isOpen, (isOpen) => isOpen)
      const tell = (into: Server) => Effect.flatMap(Random.next, (mood) => change(into, user.organizationId, 0, mood))
      yield* Effect.all(Array.from({ length: 20 }, () => tell(context)))
      const before = yield* eventually(changed(context), (books) => booksIn(told.events).length === books.length)
      // Of one that was told when nobody was there any more.
      yield* Effect.forkChild(Effect.andThen(Effect.sleep("20 millis"), Effect.ignore(tell(context))))
      yield* Scope.close(first, Exit.void)

      const second = yield* begin
      yield* Effect.all(Array.from({ length: 20 }, () => tell(second.context)))
      yield* eventually(told.isOpen, (isOpen) => isOpen)
      const all = yield* eventually(changed(second.context), (books) => booksIn(told.events).length >= books.length)
      assert.isAbove(all.length, before.length)
      assert.deepStrictEqual(booksIn(told.events), all)
      assert.strictEqual(told.gaps(), 0)
    }).pipe(Effect.scoped, Effect.provide(layerTestServices))
  )

  it.live("says that everything is to be asked for anew when what came meanwhile cannot be told", () =>
    Effect.gen(function* () {
      const { baseUrl, context } = yield* startServer({}, { worker: false })
      const ada = yield* visitor(baseUrl)
      const { accessToken, user } = yield* ada.signUp("ada@example.org")
      const sql = Context.get(context, SqlClient.SqlClient)
      const forget = sql`DELETE FROM events`
      yield* forget
      const wire = yield* breakingWire([baseUrl])
      const told = yield* reader({ url: wire.url, token: async () => accessToken })
      yield* eventually(told.isOpen, (isOpen) => isOpen)
      const announce = [
        { organizationId: user.organizationId, type: "book.updated", payload: { bookId: user.id }, leastRole: "member" }
      ] as const
      const tell = EventLog.use((log) => log.announce(announce)).pipe(
        Effect.provide(EventLog.layer),
        Effect.provide(context)
      )

      // Nothing had ever happened, so there is nothing to go on from.
      yield* Effect.andThen(wire.cut, tell)
      yield* eventually(Effect.sync(told.gaps), (gaps) => gaps === 1 || told.events.length === 1)
      // What was to be gone on from is forgotten.
      yield* tell
      const before = told.gaps()
      yield* eventually(
        Effect.sync(() => told.events.length),
        (length) => length > 0
      )
      yield* Effect.andThen(wire.cut, forget)
      yield* eventually(Effect.sync(told.gaps), (gaps) => gaps === before + 1)
      yield* tell
      const length = told.events.length
      yield* eventually(
        Effect.sync(() => told.events.length),
        (now) => now > length
      )
    }).pipe(Effect.scoped, Effect.provide(layerTestServices))
  )

  it.live("stays when its token ends, with a fresh one, and asks for another when one is refused", () =>
    Effect.gen(function* () {
      const secret = "a secret of this test that is long enough"
      const { baseUrl } = yield* startServer({ JWT_SECRET_KEY: secret }, { worker: false })
      const ada = yield* visitor(baseUrl)
      const { accessToken } = yield* ada.signUp("ada@example.org")
      const endsNow = yield* Effect.promise(() =>
        new SignJWT({ ...decodeJwt(accessToken), exp: Math.floor(Date.now() / 1_000) - 3 })
          .setProtectedHeader({ alg: "HS256", typ: "at+jwt" })
          .sign(new TextEncoder().encode(secret))
      )
      const asked: Array<boolean> = []
      const tokens = ["nonsense", endsNow, accessToken]
      const told = yield* reader({
        url: `${baseUrl.replace("http", "ws")}/api/v1/ws`,
        token: async (isRefused) => {
          asked.push(isRefused)
          return tokens.shift()
        }
      })
      yield* eventually(told.isOpen, (isOpen) => isOpen)
      // The server bears with clocks that differ by five seconds.
      yield* Effect.sleep("4 seconds")
      assert.deepStrictEqual(asked, [false, true, true])
      assert.deepStrictEqual(told.states, ["connecting", "waiting", "connecting", "open"])
    }).pipe(Effect.scoped, Effect.provide(layerTestServices))
  )
})
