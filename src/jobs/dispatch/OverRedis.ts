import { type Cause, Config, Effect, Layer, Queue as Mailbox } from "effect"
import { Redis } from "effect/persistence"
import { Dispatch, type DueJob, type Lead } from "../Dispatch.ts"

/** Due jobs that wait for Redis in this process; when more come the oldest are left to the reconciler. */
const backlog = 10_000
/** Seconds a worker waits at Redis before it asks anew. */
const blockSeconds = "5"
/** A connection that is silent for longer is dead, whatever it says of itself. */
const patience = "7 seconds"
/** While Redis is away the ledger is asked this often. */
const pollInterval = "500 millis"

/** Members and their scores in turn: flat in RESP2, in pairs in RESP3. */
type Popped = ReadonlyArray<string | readonly [member: string, score: string]>

/** Sorts by priority, then by turn: 10^13 turns are ten thousand million jobs of one library that wait at once. */
const score = (job: DueJob) => String(-job.priority * 1e13 + job.turn)

const byQueue = (jobs: ReadonlyArray<DueJob>) => Object.entries(Object.groupBy(jobs, (job) => job.queue))

/**
 * One sorted set of due ids per queue. Adding an id twice is harmless, so repair after any loss is adding the due ones
 * again. While Redis is away workers look in the ledger themselves.
 *
 * `REDIS_KEY_PREFIX` (luminalib): of every key, so that installations can share a Redis.
 */
export const layer = Layer.effect(
  Dispatch,
  Effect.gen(function* () {
    const prefix = yield* Config.String("REDIS_KEY_PREFIX").pipe(Config.withDefault("luminalib"))
    const redis = yield* Redis.Redis
    const outbox = yield* Mailbox.sliding<DueJob>(backlog)
    const keyOf = (queue: string) => `${prefix}:due:${queue}`

    const add = (queue: string, jobs: ReadonlyArray<DueJob>) =>
      redis.send("ZADD", keyOf(queue), ...jobs.flatMap((job) => [score(job), job.id]))

    // Answers to requests never wait for Redis: a fiber of its own carries the news there.
    yield* Mailbox.takeAll(outbox).pipe(
      Effect.flatMap((jobs) =>
        Effect.forEach(byQueue(jobs), ([queue, due]) => add(queue, due ?? []), { discard: true })
      ),
      Effect.catchTag("RedisError", (error) => Effect.logDebug("due jobs are left to the reconciler", error)),
      Effect.withTracerEnabled(false),
      Effect.forever,
      Effect.forkScoped
    )

    const idsOf = (popped: Popped) => popped.flat().filter((_, i) => i % 2 === 0)
    const take = (queue: string, slots: number) =>
      Effect.map(redis.send<Popped>("ZPOPMIN", keyOf(queue), `${slots}`), idsOf)

    /** Only who finds nothing waits, with a connection of its own. */
    const wait = (queue: string) =>
      Effect.scoped(
        Effect.gen(function* () {
          const connection = yield* redis.reserve
          return yield* connection
            .send<readonly [string, string, string] | null>("BZPOPMIN", keyOf(queue), blockSeconds)
            .pipe(Effect.timeout(patience), Effect.repeat({ until: (popped) => popped !== null }))
        })
      )

    const next = Effect.fnUntraced(function* (
      queue: string,
      slots: number
    ): Effect.fn.Return<Lead, Redis.RedisError | Cause.TimeoutError> {
      const ready = yield* take(queue, slots)
      if (ready.length > 0) return { _tag: "Ids", ids: ready }
      const first = yield* wait(queue)
      const rest = slots > 1 ? yield* take(queue, slots - 1) : []
      return { _tag: "Ids", ids: first === null ? rest : [first[1], ...rest] }
    })

    return Dispatch.of({
      offer: (jobs) => Effect.sync(() => void Mailbox.offerAllUnsafe(outbox, jobs)),
      take: (queue, slots) =>
        next(queue, slots).pipe(
          Effect.catchTag(["RedisError", "TimeoutError"], () =>
            Effect.as(Effect.sleep(pollInterval), { _tag: "Any" } as const)
          ),
          Effect.withTracerEnabled(false)
        )
    })
  })
)
