import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect, Logger, Redacted } from "effect"
import { execFileSync } from "node:child_process"
import { env as variables } from "node:process"
import { gatherCrowd } from "../features/notifications/live/Crowd.ts"
import { announceIn, eventually } from "../features/notifications/live/LiveClient.ts"
import { visitor } from "../support/Library.ts"
import { type Program, startProgram, temporaryDirectory } from "../support/Program.ts"
import { describePostgres, describeRedis, redisUrl } from "../support/Services.ts"
import { acquireMigrated } from "../support/TestDatabase.ts"
import { layerTestServices, startServer } from "../support/TestServer.ts"

/** `SCALE_SOCKETS`: how many follow one library in one process, each person with ten. */
const sockets = Number(variables["SCALE_SOCKETS"] ?? "2000")
const perPerson = 10

const memoryOf = (program: Program) =>
  Number(execFileSync("ps", ["-o", "rss=", "-p", `${program.pid}`]).toString()) * 1024

const at = (sorted: ReadonlyArray<number>, share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

const crowded = Effect.gen(function* () {
  const env = {
    DATABASE_URL: Redacted.value(yield* acquireMigrated),
    REDIS_URL: redisUrl,
    REDIS_KEY_PREFIX: `luminalib-test-${crypto.randomUUID()}`,
    JWT_SECRET_KEY: "a secret of this test that is long enough"
  }
  // Those who write are in this process, those who are told in another: it has a processor for itself.
  const writer = yield* startServer(env, { worker: false })
  const program = yield* startProgram({ ...env, DATA_DIR: yield* temporaryDirectory }, "serve")
  const baseUrl = yield* program.baseUrl
  const people = yield* Effect.forEach(Array.from({ length: Math.ceil(sockets / perPerson) }), (_, index) =>
    Effect.flatMap(visitor(writer.baseUrl), ({ signUp }) => signUp(`person${index}@example.org`))
  )
  const organizationId = people[0]?.user.organizationId ?? ""

  const writtenAt = new Map<string, number>()
  const heard = new Map<string, Array<number>>()
  const orders = Array.from({ length: sockets }, () => new Array<string>())
  const before = memoryOf(program)
  yield* gatherCrowd(
    baseUrl,
    Array.from({ length: sockets }, (_, index) => people[index % people.length]?.accessToken ?? ""),
    (socket, hearing) => {
      heard.get(hearing.bookId)?.push(hearing.at)
      orders[socket]?.push(hearing.bookId)
    }
  )
  yield* Effect.sleep("2 seconds")
  yield* Effect.logInfo(`${sockets} sockets: ${Math.round((memoryOf(program) - before) / sockets / 1024)} KiB each`)

  const happen = Effect.fnUntraced(function* (count: number) {
    const events = Array.from({ length: count }, () => ({
      organizationId,
      type: "book.updated",
      payload: { bookId: crypto.randomUUID() },
      leastRole: "member" as const
    }))
    for (const { payload } of events) heard.set(payload.bookId, [])
    yield* announceIn(writer.context, events)
    const now = performance.now()
    for (const { payload } of events) writtenAt.set(payload.bookId, now)
  })
  const report = Effect.fnUntraced(function* (name: string) {
    const isHeard = Effect.sync(() => [...heard.values()].every((times) => times.length === sockets))
    yield* eventually(isHeard, (isSo) => isSo)
    const millis = [...heard].flatMap(([id, times]) => times.map((time) => time - (writtenAt.get(id) ?? 0)))
    const sorted = millis.toSorted((a, b) => a - b)
    const [p50, p99] = [at(sorted, 0.5), at(sorted, 0.99)]
    yield* Effect.logInfo(`${name}: p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, ${sorted.length} frames`)
    heard.clear()
    return p99
  })

  yield* happen(1)
  yield* report("the first event")
  yield* Effect.forEach(Array.from({ length: 50 }), () => Effect.andThen(happen(1), Effect.sleep("200 millis")))
  const paced = yield* report("five events a second")
  yield* Effect.forEach(Array.from({ length: 5 }), () => Effect.andThen(happen(20), Effect.sleep("2 seconds")))
  yield* report("twenty events at once")
  for (const order of orders) assert.deepStrictEqual(order, orders[0])
  assert.isBelow(paced, 250)
  const numbers = yield* Effect.promise(async () => (await fetch(`${baseUrl}/metrics`)).text())
  for (const line of numbers.split("\n").filter((line) => /^(event_loop_delay_seconds|live_)/.test(line)))
    yield* Effect.logInfo(line)
  yield* program.kill("SIGTERM")
  const [spent] = yield* Effect.timed(program.exit)
  yield* Effect.logInfo(`stopped in ${Math.round(Duration.toMillis(spent))} ms`)
}).pipe(Effect.scoped, Effect.provide([layerTestServices, Logger.layer([Logger.consolePretty()])]))

describe("a crowd", () => {
  describePostgres("PostgreSQL", () => {
    describeRedis("Redis", () => {
      it.live("is told what happens in a quarter of a second", () => crowded)
    })
  })
})
