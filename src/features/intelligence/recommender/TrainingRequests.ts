import { Context, Effect, Layer } from "effect"
import { type CurrentUser } from "#contract/Authorization.ts"
import { JobId } from "#contract/jobs/Job.ts"
import type { Remember } from "#features/idempotency/Remember.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { trainRecommender } from "./LearningJobs.ts"

/** The job that trains. */
export interface RequestedTraining {
  readonly jobId: JobId
}

/** Whoever runs a library may ask that it learns now. */
export class TrainingRequests extends Context.Service<
  TrainingRequests,
  {
    /**
     * Asks for a training: gives the job, the one that waits or runs already if there is one. `remember` is called in the
     * transaction that writes it.
     */
    readonly request: (
      actor: Pick<CurrentUser["Service"], "id" | "organizationId">,
      remember: Remember<RequestedTraining>
    ) => Effect.Effect<RequestedTraining>
  }
>()("luminalib/features/intelligence/recommender/TrainingRequests") {
  static readonly layer = Layer.effect(
    TrainingRequests,
    Effect.gen(function* () {
      const ledger = yield* Ledger
      const wall = yield* TenantWall
      return TrainingRequests.of({
        request: Effect.fn("TrainingRequests.request")(
          function* ({ id, organizationId }, remember) {
            const enqueued = Effect.map(ledger.enqueue(trainRecommender(organizationId, id)), (jobId) => ({
              jobId: JobId.make(jobId)
            }))
            return yield* wall.within(organizationId, Effect.tap(enqueued, remember))
          },
          Effect.catchTag("SqlError", Effect.die)
        )
      })
    })
  )
}
