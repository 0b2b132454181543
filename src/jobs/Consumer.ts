import { Clock, Effect, FiberSet, Option, Queue as Signals } from "effect"
import type { SqlError } from "effect/sql"
import type { Attempts } from "./Attempts.ts"
import type { ClaimedJob } from "./ClaimedJob.ts"
import type { Dispatch, Lead } from "./Dispatch.ts"
import type { Skills } from "./Doable.ts"
import type { Queue } from "./Job.ts"
import { claimed } from "./JobMetrics.ts"
import { keepGoing } from "./KeepGoing.ts"
import type { Leases } from "./Leases.ts"
import { makePace } from "./Pace.ts"

/** Attempts that only wait to be written keep no slot, up to so many. */
const mostUnwritten = 500
/** What was claimed ahead is given back when none of it was begun for so many milliseconds: nobody keeps its lease. */
const patienceMs = 1_000

/** What consumers of all queues share. */
export interface Crew {
  /** Names this process in the rows it claims. */
  readonly worker: string
  readonly skills: Skills
  readonly leases: Leases["Service"]
  readonly dispatch: Dispatch["Service"]
  readonly attempts: Attempts["Service"]
  /** Where attempts run: they outlive the consumer, so that stopping it lets them finish. */
  readonly fibers: FiberSet.FiberSet
}

interface ConsumerOptions extends Crew {
  readonly queue: Queue
  /** Attempts at once. */
  readonly concurrency: number
}

/** A consumer of one queue. */
export interface Consumer {
  readonly queue: Queue
  /** Claims and runs until it is interrupted; may be run again. */
  readonly consume: Effect.Effect<never>
  /** Attempts that could be begun now. */
  readonly free: Effect.Effect<number>
  /** Milliseconds since the last claim that gave something, or since the consumer was made. */
  readonly idleMs: Effect.Effect<number>
}

/**
 * Claims due jobs of one queue and runs each in a fiber of its own: as many at once as there are free slots, and where
 * jobs take next to no time, a few milliseconds' worth ahead.
 */
export const makeConsumer = Effect.fnUntraced(function* (options: ConsumerOptions) {
  const { attempts, concurrency, dispatch, fibers, leases, queue, skills, worker } = options
  const freed = yield* Signals.sliding<void>(1)
  const pace = makePace(concurrency)
  const ahead: Array<ClaimedJob> = []
  let handling = 0
  let unwritten = 0
  let lastClaimAt = yield* Clock.currentTimeMillis
  // When the queue of those claimed ahead moved last.
  let movedAt = lastClaimAt
  // While the ledger gives, it is asked again at once.
  let more = false

  const free = () => Math.min(concurrency - handling, mostUnwritten - unwritten) - ahead.length
  /** Not for every job that ended, but when half of what was claimed ahead is used up. */
  const wanted = () => {
    const slots = free() + pace.ahead()
    return slots > pace.ahead() / 2 ? slots : 0
  }

  const begin = (job: ClaimedJob): Effect.Effect<void> =>
    Effect.gen(function* () {
      handling += 1
      unwritten += 1
      const startedAt = yield* Clock.currentTimeMillis
      movedAt = startedAt
      const handled = Effect.flatMap(Clock.currentTimeMillis, (now) => {
        handling -= 1
        pace.took(now - startedAt)
        Signals.offerUnsafe(freed, undefined)
        return beginNext
      })
      const written = Effect.sync(() => {
        unwritten -= 1
        Signals.offerUnsafe(freed, undefined)
      })
      yield* FiberSet.run(fibers, Effect.interruptible(attempts.run(job, handled)).pipe(Effect.ensuring(written)))
    })
  const beginNext: Effect.Effect<void> = Effect.suspend(() => {
    const next = handling < concurrency ? ahead.shift() : undefined
    return next === undefined ? Effect.void : Effect.andThen(begin(next), beginNext)
  })

  const claim = (lead: Lead): Effect.Effect<void, SqlError.SqlError> =>
    Effect.uninterruptible(
      Effect.gen(function* () {
        const asked = { queue, lead, slots: Math.max(wanted(), 1), worker, skills }
        const jobs = yield* Effect.withTracerEnabled(leases.claim(asked), false)
        more = lead._tag === "Any" && jobs.length > 0
        if (jobs.length > 0) lastClaimAt = yield* Clock.currentTimeMillis
        if (ahead.length === 0) movedAt = lastClaimAt
        yield* claimed(queue, jobs.length)
        // Those that begin first may hold up this process for longer than a lease.
        yield* attempts.keep(jobs.slice(Math.max(0, concurrency - handling - ahead.length)))
        ahead.push(...jobs)
        yield* beginNext
      })
    )

  const giveBack = Effect.suspend(() => attempts.giveBack(ahead.splice(0)))
  /** Those ahead are behind something slow: others may be quicker, and for a while none is claimed ahead. */
  const despair = Effect.suspend(() => {
    pace.took(patienceMs)
    return giveBack
  })
  /** Waits for news, but not for longer than those ahead can wait. */
  const patiently = <A>(news: Effect.Effect<A>, use: (news: A) => Effect.Effect<void, SqlError.SqlError>) =>
    Effect.flatMap(Clock.currentTimeMillis, (now) =>
      ahead.length === 0
        ? Effect.flatMap(news, use)
        : Effect.flatMap(
            Effect.timeoutOption(news, movedAt + patienceMs - now),
            Option.match({ onNone: () => despair, onSome: use })
          )
    )

  const round = Effect.suspend(() => {
    const slots = wanted()
    if (slots <= 0) return patiently(Signals.take(freed), () => Effect.void)
    return more ? claim({ _tag: "Any" }) : patiently(dispatch.take(queue, slots), claim)
  })
  const consumer: Consumer = {
    queue,
    consume: Effect.forever(keepGoing(`jobs of ${queue} could not be claimed`)(round)).pipe(
      Effect.onInterrupt(() => giveBack)
    ),
    free: Effect.sync(free),
    idleMs: Effect.map(Clock.currentTimeMillis, (now) => now - lastClaimAt)
  }
  return consumer
})
