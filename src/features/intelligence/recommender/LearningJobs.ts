import { Effect, Option, Schema } from "effect"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import * as Job from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Timetable from "#jobs/Timetable.ts"
import { Learning } from "./Learning.ts"
import { Models } from "./Models.ts"
import { recomputeRecommendations } from "./RecommendationsJobs.ts"
import { Recommendations } from "./Recommendations.ts"

/** Learns from what the readers of a library borrowed. Training takes a core: two at once in the whole installation. */
export const TrainRecommender = Job.make("intelligence.train-recommender", {
  payload: Schema.Struct({ organizationId: OrganizationId }),
  maxAttempts: 3,
  timeout: "1 hour",
  priority: -15,
  limits: { perKind: 2 }
})

/** Asks for that in each library where something was borrowed. */
export const FindUntaughtLibraries = Job.make("intelligence.find-untaught-libraries", {
  payload: Schema.Struct({}),
  timeout: "2 minutes",
  priority: -10
})

/** Makes the lists of some active readers anew with what was learned, and goes on with the next ones. */
export const RefreshRecommendations = Job.make("intelligence.refresh-recommendations", {
  payload: Schema.Struct({ organizationId: OrganizationId, after: Schema.NullOr(UserId) }),
  timeout: "2 minutes",
  priority: -10
})

/** Work that is asked for at once; the next part is asked for with it. */
const readersAtOnce = 200

/** The training of a library: one at a time. */
export const trainRecommender = (organizationId: OrganizationId, by?: UserId): Job.JobRequest =>
  Job.request(
    TrainRecommender,
    { organizationId },
    { organizationId, uniqueKey: organizationId, ...(by === undefined ? {} : { createdBy: by }) }
  )

const refreshRecommendations = (organizationId: OrganizationId, after: UserId | null): Job.JobRequest =>
  Job.request(
    RefreshRecommendations,
    { organizationId, after },
    { organizationId, uniqueKey: `${organizationId}/${after ?? "first"}` }
  )

/** How libraries learn. */
export const handlers = Effect.gen(function* () {
  const learning = yield* Learning
  const models = yield* Models
  const recommendations = yield* Recommendations
  const ledger = yield* Ledger

  const train = Job.handler(TrainRecommender, ({ payload: { organizationId }, report }) =>
    learning.learn(organizationId, report).pipe(
      Effect.catchTag("ThreadError", ({ message }) =>
        Effect.fail(new Job.JobError({ code: "TRAINING_FAILED", message, retry: "later" }))
      ),
      Effect.map(
        Option.match({
          onNone: (): Job.Completion => ({ result: { skipped: true } }),
          onSome: (learned): Job.Completion => ({
            result: { version: learned.version, ...learned.made },
            // The swap, with everything that follows from it, or nothing of it.
            commit: Effect.andThen(
              learning.use(learned),
              Effect.asVoid(ledger.enqueue(refreshRecommendations(organizationId, null)))
            )
          })
        })
      )
    )
  )
  const findUntaught = Job.handler(FindUntaughtLibraries, () =>
    Effect.map(models.outdated, (libraries) => ({
      result: { libraries: libraries.length },
      commit: Effect.asVoid(ledger.enqueueAll(libraries.map((id) => trainRecommender(id))))
    }))
  )
  const refresh = Job.handler(RefreshRecommendations, ({ payload: { after, organizationId } }) =>
    Effect.map(recommendations.activeAfter(organizationId, after, readersAtOnce), (readers) => {
      const last = readers.at(-1)
      const more =
        last === undefined || readers.length < readersAtOnce ? [] : [refreshRecommendations(organizationId, last)]
      const each = readers.map((userId) => recomputeRecommendations({ organizationId, userId }))
      return {
        result: { readers: readers.length },
        commit: Effect.asVoid(ledger.enqueueAll([...each, ...more]))
      }
    })
  )
  return [train, findUntaught, refresh]
})

/** At night; nothing is done in libraries where nothing was borrowed. */
export const timetable = [
  Timetable.entry({
    name: FindUntaughtLibraries.kind,
    cron: "40 2 * * *",
    missed: "once",
    request: () => Job.request(FindUntaughtLibraries, {}, { organizationId: null })
  })
]
