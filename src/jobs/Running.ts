import { Context, Deferred, Effect, Layer, Schedule } from "effect"
import { keepGoing } from "./KeepGoing.ts"
import { type Claim, Leases } from "./Leases.ts"

/** Why an attempt has to stop before it is done. */
export type StopReason = "cancelled" | "lost"

interface Entry {
  readonly claim: Claim
  readonly stop: Deferred.Deferred<StopReason>
}

/** Looks at the running jobs this often; every fourth look renews their leases, well within a lease of 12 s. */
const watchInterval = "1 second"
const looksPerRenewal = 4

/** The jobs this process runs now. Keeps their leases alive and tells each when it has to stop. */
export class Running extends Context.Service<
  Running,
  {
    /** Registers an attempt while the scope lasts; the deferred tells it to stop. */
    readonly enter: (claim: Claim) => Effect.Effect<Deferred.Deferred<StopReason>>
    readonly leave: (claim: Claim) => Effect.Effect<void>
  }
>()("luminalib/jobs/Running") {
  static readonly layer = Layer.effect(
    Running,
    Effect.gen(function* () {
      const leases = yield* Leases
      const entries = new Map<string, Entry>()
      const key = ({ fence, id }: Claim) => `${id}/${fence}`
      let looks = 0

      const look = Effect.suspend(() => {
        const watched = [...entries.values()]
        if (watched.length === 0) return Effect.void
        const claims = watched.map((entry) => entry.claim)
        const ask = looks++ % looksPerRenewal === 0 ? leases.renew(claims) : leases.watch(claims)
        return Effect.flatMap(ask, (answers) => {
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
        keepGoing("leases could not be renewed"),
        Effect.withTracerEnabled(false),
        Effect.repeat(Schedule.spaced(watchInterval)),
        Effect.forkScoped
      )
      return Running.of({
        enter: (claim) =>
          Effect.map(Deferred.make<StopReason>(), (stop) => {
            entries.set(key(claim), { claim, stop })
            return stop
          }),
        leave: (claim) => Effect.sync(() => void entries.delete(key(claim)))
      })
    })
  )
}
