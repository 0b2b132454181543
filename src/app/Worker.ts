import { Effect, Layer } from "effect"
import * as CatalogueJobs from "#features/catalogue/CatalogueJobs.ts"
import * as CoverJobs from "#features/catalogue/covers/CoverJobs.ts"
import * as CirculationJobs from "#features/circulation/CirculationJobs.ts"
import * as IdempotencyJobs from "#features/idempotency/IdempotencyJobs.ts"
import * as IdentityJobs from "#features/identity/IdentityJobs.ts"
import { Sessions } from "#features/identity/Sessions.ts"
import * as IntelligenceJobs from "#features/intelligence/IntelligenceJobs.ts"
import * as IndexingJobs from "#features/intelligence/retrieval/IndexingJobs.ts"
import * as ReviewJobs from "#features/intelligence/ReviewJobs.ts"
import * as DescriptionJobs from "#features/intelligence/recommender/DescriptionJobs.ts"
import * as LearningJobs from "#features/intelligence/recommender/LearningJobs.ts"
import * as RecommendationsJobs from "#features/intelligence/recommender/RecommendationsJobs.ts"
import * as VectorJobs from "#features/intelligence/retrieval/vectors/VectorJobs.ts"
import * as TagJobs from "#features/intelligence/TagJobs.ts"
import * as NotificationsJobs from "#features/notifications/NotificationsJobs.ts"
import * as WorkspaceJobs from "#features/workspace/WorkspaceJobs.ts"
import * as EventRetention from "#jobs/EventRetention.ts"
import * as Retention from "#jobs/Retention.ts"
import * as Runner from "#jobs/Runner.ts"
import * as Timetable from "#jobs/Timetable.ts"

const handlers = Effect.gen(function* () {
  const stillShown = yield* Effect.all([IntelligenceJobs.stillShown, WorkspaceJobs.stillShown])
  const each = yield* Effect.all([
    IdentityJobs.handlers,
    IdempotencyJobs.handlers,
    CatalogueJobs.handlers,
    CoverJobs.handlers,
    CirculationJobs.handlers,
    IntelligenceJobs.handlers,
    IndexingJobs.handlers,
    ReviewJobs.handlers,
    RecommendationsJobs.handlers,
    LearningJobs.handlers,
    DescriptionJobs.handlers,
    VectorJobs.handlers,
    TagJobs.handlers,
    WorkspaceJobs.handlers,
    NotificationsJobs.handlers,
    EventRetention.handlers
  ])
  const work = each.flat()
  return [...work, ...(yield* Retention.handlers(stillShown, work))]
})

/** Work at times of the calendar, of all features. */
export const timetable = [
  ...IdentityJobs.timetable,
  ...IdempotencyJobs.timetable,
  ...CatalogueJobs.timetable,
  ...CoverJobs.timetable,
  ...CirculationJobs.timetable,
  ...IndexingJobs.timetable,
  ...ReviewJobs.timetable,
  ...RecommendationsJobs.timetable,
  ...VectorJobs.timetable,
  ...LearningJobs.timetable,
  ...DescriptionJobs.timetable,
  ...WorkspaceJobs.timetable,
  ...NotificationsJobs.timetable,
  ...EventRetention.timetable,
  ...Retention.timetable
]

/** A worker for every kind of work there is, and a scheduler. */
export const layer = Layer.unwrap(Effect.map(handlers, Runner.layer)).pipe(
  Layer.provide(Sessions.layer),
  Layer.merge(Timetable.layer(timetable))
)
