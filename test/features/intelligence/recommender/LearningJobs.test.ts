import { assert, layer } from "@effect/vitest"
import { ConfigProvider, Deferred, Effect, Layer, Option, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import { InteractionsRepo } from "#features/intelligence/recommender/InteractionsRepo.ts"
import { Learning } from "#features/intelligence/recommender/Learning.ts"
import * as LearningJobs from "#features/intelligence/recommender/LearningJobs.ts"
import { Models } from "#features/intelligence/recommender/Models.ts"
import { Recommendations } from "#features/intelligence/recommender/Recommendations.ts"
import * as RecommendationsJobs from "#features/intelligence/recommender/RecommendationsJobs.ts"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Runner from "#jobs/Runner.ts"
import { Trainer } from "#platform/recommender/Trainer.ts"
import { layerEmbedded } from "../../../support/TestDatabase.ts"
import * as Circle from "./ReadingCircle.ts"

const services = Ledger.layer.pipe(
  Layer.provideMerge(InProcess.layer),
  Layer.provideMerge(Circle.layerOver(layerEmbedded))
)

/** A worker, which trains as it is told to, until the scope ends. */
const startWorker = (trainer: Layer.Layer<Trainer>) =>
  Layer.build(
    Layer.unwrap(
      Effect.map(Effect.all([RecommendationsJobs.handlers, LearningJobs.handlers]), (handlers) =>
        Runner.layer(handlers.flat())
      )
    ).pipe(
      Layer.provide(Layer.fresh(Learning.layerNoDeps).pipe(Layer.provide([InteractionsRepo.layer, trainer]))),
      Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ WORKER_DRAIN_SECONDS: "0" })))
    )
  )

const jobsOf = (organizationId: string) =>
  Effect.flatMap(Ledger, (ledger) =>
    Effect.map(ledger.list({ organizationId, limit: 50 }), (jobs) => jobs.toReversed())
  )

const patiently = Effect.retry(Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "30 seconds" })))

const allDone = (organizationId: string) =>
  patiently(Effect.filterOrFail(jobsOf(organizationId), (jobs) => jobs.every(({ state }) => state === "completed")))

layer(services, { excludeTestServices: true })("a library that learns", (it) => {
  it.effect(
    "trains once however often it is asked, tells how far it is, and then finds books for its readers anew",
    () =>
      Effect.gen(function* () {
        const ledger = yield* Ledger
        const recommendations = yield* Recommendations
        const { book, library } = yield* Circle.circles
        const reader = yield* Circle.reader(library)
        yield* Circle.borrow(reader, yield* book("Dune"))
        yield* Circle.think(reader)
        assert.strictEqual((yield* recommendations.of(reader, 5)).model, "popular-1")
        const id = yield* ledger.enqueue(LearningJobs.trainRecommender(library))
        assert.strictEqual(yield* ledger.enqueue(LearningJobs.trainRecommender(library)), id)
        yield* Effect.scoped(
          Effect.gen(function* () {
            yield* startWorker(Trainer.layer)
            const jobs = yield* allDone(library)
            assert.deepStrictEqual(
              jobs.map(({ kind }) => kind),
              [
                "intelligence.train-recommender",
                "intelligence.refresh-recommendations",
                "intelligence.recompute-recommendations"
              ]
            )
            assert.deepInclude(jobs[0], { id, progress: 1 })
            assert.deepInclude(jobs[0]?.result, { version: 1, kind: "ease", books: 6 })
          })
        )
        const { items, model } = yield* recommendations.of(reader, 5)
        assert.strictEqual(model, "hybrid-1")
        assert.strictEqual(items[0]?.reasons[0]?.type, "readers")
      })
  )

  it.effect("is answered by its old model while it trains, and trains again where a worker went away over it", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const ledger = yield* Ledger
      const models = yield* Models
      const { library } = yield* Circle.circles
      yield* Circle.learn(library)
      const begun = yield* Deferred.make<void>()
      const endless = Layer.succeed(Trainer, {
        train: (_interactions, _options, report) =>
          Effect.andThen(report(0.5), Effect.andThen(Deferred.succeed(begun, undefined), Effect.never))
      })
      const id = yield* ledger.enqueue(LearningJobs.trainRecommender(library))
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* startWorker(endless)
          yield* Deferred.await(begun)
          const active = yield* models.active(library)
          assert.strictEqual(Option.getOrThrow(active).version, 1)
        })
      )
      assert.strictEqual(Option.getOrThrow(yield* models.active(library)).version, 1)
      yield* sql`UPDATE jobs SET run_at = now() WHERE id = ${id} AND state = 'pending'`
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* startWorker(Trainer.layer)
          yield* allDone(library)
        })
      )
      assert.strictEqual(Option.getOrThrow(yield* models.active(library)).version, 2)
    })
  )
})
