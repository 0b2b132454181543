import { Clock, Context, Deferred, Effect, Layer, Schedule } from "effect"
import { keepGoing } from "./KeepGoing.ts"
import { type Claim, Leases } from "./Leases.ts"
import { LeaseKeeper } from "./leases/LeaseKeeper.ts"
import { leaseSeconds, renewalMs, tellEveryMs } from "./leases/LeaseSettings.ts"

/** Why an attempt has to stop before it is done. */
export type StopReason = "cancelled" | "lost"

interface Entry {
  readonly claim: Claim
  readonly stop: Deferred.Deferred<StopReason>
  /** When its attempt should have been over for long, by the monotonic clock. */
  readonly untilMs: number
}

/** How often the running jobs are looked at: whoever cancels one waits about so long. */
const watchInterval = "500 millis"
/** Milliseconds after its deadline in which an attempt may still be written. */
const graceMs = 60_000

const monotonicMs = Effect.map(Clock.monotonicTimeNanos, (nanos) => Number(nanos / 1_000_000n))

/**
 * The jobs this process runs now. Tells each when it has to stop, and sees that their leases are kept: by a thread, which
 * a handler cannot hold up, and by itself where there is none or it does not get through.
 */
export class Running extends Context.Service<
  Running,
  {
    /**
     * Registers an attempt until it leaves; the deferred tells it to stop. Its lease is kept for `timeoutMs` and a
     * minute: a process that hangs must not hold its jobs for ever.
     */
    readonly enter: (claim: Claim, timeoutMs: number) => Effect.Effect<Deferred.Deferred<StopReason>>
    readonly leave: (claim: Claim) => Effect.Effect<void>
    /** What is running now. */
    readonly current: Effect.Effect<ReadonlyArray<Claim>>
  }
>()("luminalib/jobs/Running") {
  static readonly layerNoDeps = Layer.effect(
    Running,
    Effect.gen(function* () {
      const leases = yield* Leases
      const keeper = yield* LeaseKeeper
      const renewEveryMs = renewalMs(yield* leaseSeconds)
      const entries = new Map<string, Entry>()
      const key = ({ fence, id }: Claim) => `${id}/${fence}`
      let renewedAt = Number.NEGATIVE_INFINITY
      let worker: string | undefined

      /** Not for each that begins or ends: thousands do in a second, and none needs to be renewed that soon. */
      const tell = Effect.flatMap(monotonicMs, (now) =>
        worker === undefined
          ? Effect.void
          : keeper.tell({
              worker,
              holdings: Array.from(entries.values(), ({ claim: { fence, id }, untilMs }) => ({
                id,
                fence,
                forMs: untilMs - now
              }))
            })
      )

      const renew = Effect.gen(function* () {
        const now = yield* monotonicMs
        if (now - renewedAt < renewEveryMs || (yield* keeper.isKeeping)) return
        yield* leases.renew([...entries.values()].filter(({ untilMs }) => now < untilMs).map(({ claim }) => claim))
        renewedAt = now
      })

      const look = Effect.suspend(() => {
        const watched = [...entries.values()]
        if (watched.length === 0) return Effect.void
        const watch = Effect.andThen(renew, leases.watch(watched.map(({ claim }) => claim)))
        return Effect.flatMap(watch, (answers) => {
          const ours = new Map(answers.map((answer) => [answer.id, answer]))
          return Effect.forEach(watched, ({ claim, stop }) => {
            const answer = ours.get(claim.id)
            if (answer === undefined) return Deferred.succeed(stop, "lost")
            return answer.cancelRequested ? Deferred.succeed(stop, "cancelled") : Effect.void
          })
        })
      })

      yield* look.pipe(
        Effect.asVoid,
        keepGoing("running jobs could not be looked at"),
        Effect.withTracerEnabled(false),
        Effect.repeat(Schedule.spaced(watchInterval)),
        Effect.forkScoped
      )
      yield* tell.pipe(Effect.repeat(Schedule.spaced(tellEveryMs)), Effect.forkScoped)
      return Running.of({
        enter: Effect.fnUntraced(function* (claim, timeoutMs) {
          const stop = yield* Deferred.make<StopReason>()
          entries.set(key(claim), { claim, stop, untilMs: (yield* monotonicMs) + timeoutMs + graceMs })
          if (claim.worker !== worker) {
            worker = claim.worker
            // This handler may be the one that holds up the process before it says anything.
            yield* tell
          }
          return stop
        }),
        leave: (claim) => Effect.sync(() => void entries.delete(key(claim))),
        current: Effect.sync(() => [...entries.values()].map(({ claim }) => claim))
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide(LeaseKeeper.layer))
}
