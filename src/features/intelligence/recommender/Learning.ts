import { Context, Effect, Layer, Option } from "effect"
import type { SqlError } from "effect/sql"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { Trained } from "#platform/recommender/Training.ts"
import { Trainer } from "#platform/recommender/Trainer.ts"
import type { ThreadError } from "#platform/threads/Thread.ts"
import { engagementOf } from "./Engagement.ts"
import { makeGathering } from "./Gathering.ts"
import { InteractionsRepo } from "./InteractionsRepo.ts"
import { type MadeModel, Models } from "./Models.ts"

/** Tells how far it is, 0..1, and what it is at. */
type Report = (progress: number, phase: string) => Effect.Effect<void>

/** A model that is whole and not yet used. */
export interface Learned {
  readonly organizationId: OrganizationId
  readonly version: number
  readonly made: Pick<MadeModel["origin"], "kind" | "readers" | "books" | "interactions" | "ndcg" | "popularNdcg">
}

/** What a library may learn from: memory is bounded whatever it holds. */
export const learningLimits = {
  /** Newest readers first. */
  readers: 100_000,
  /** Books that readers had, each once for each reader. */
  interactions: 2_000_000,
  /** Those that most readers had. */
  books: 20_000,
  /** Fewer readers say nothing of a book that others could be told. */
  leastReaders: 2
} as const

/** Libraries learn from what their readers borrowed. */
export class Learning extends Context.Service<
  Learning,
  {
    /**
     * Reads who had what, trains a model and writes it; none where there are not two books that two readers had. The same
     * loans make the same model. Reads twenty readers a statement, trains on a thread of its own.
     */
    readonly learn: (
      organizationId: OrganizationId,
      report: Report
    ) => Effect.Effect<Option.Option<Learned>, SqlError.SqlError | ThreadError>
    /** Lets what was learned answer. Joins the caller's transaction. */
    readonly use: (learned: Learned) => Effect.Effect<void, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/recommender/Learning") {
  static readonly layerNoDeps = Layer.effect(
    Learning,
    Effect.gen(function* () {
      const repo = yield* InteractionsRepo
      const trainer = yield* Trainer
      const models = yield* Models

      const gather = Effect.fn("Learning.gather")(
        function* (organizationId: string) {
          const gathering = makeGathering(learningLimits.interactions)
          let before: string | null = null
          do {
            const page: ReaderPage = yield* repo.page({ organizationId, before })
            for (const { books } of page) {
              const had = books.map((book) => ({ bookId: book.bookId, weight: engagementOf(book) }))
              if (had.length > 0) gathering.add(had)
            }
            before = page.at(-1)?.userId ?? null
          } while (
            before !== null &&
            gathering.readers() < learningLimits.readers &&
            gathering.entries() < learningLimits.interactions
          )
          return { readers: gathering.readers(), ...gathering.whole() }
        },
        Effect.catchTag("SchemaError", Effect.die)
      )
      type ReaderPage = Effect.Success<ReturnType<typeof repo.page>>

      return Learning.of({
        learn: Effect.fn("Learning.learn")(function* (organizationId, report) {
          yield* report(0, "reading")
          const { bookIds, interactions, readers } = yield* gather(organizationId)
          const options = { seed, leastUsers: learningLimits.leastReaders, mostItems: learningLimits.books }
          const trained = yield* trainer.train(interactions, options, (progress) =>
            report(0.1 + progress * 0.8, "training")
          )
          if (trained.model.items < 2) return Option.none()
          yield* report(0.9, "storing")
          const origin = originOf(organizationId, readers, trained)
          const made = { origin, model: trained.model, readers: trained.counts }
          const books = Array.from(trained.kept, (item) => bookIds[item] ?? "")
          const version = yield* models.write({ ...made, bookIds: books })
          const { books: items, interactions: entries, kind, ndcg, popularNdcg } = origin
          const told = { kind, readers, books: items, interactions: entries, ndcg, popularNdcg }
          return Option.some({ organizationId, version, made: told })
        }),
        use: Effect.fn("Learning.use")(({ organizationId, version }) => models.activate(organizationId, version))
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide([InteractionsRepo.layer, Trainer.layer, Models.layer]))
}

/** Any will do, so long as it stays. */
const seed = 1

const originOf = (
  organizationId: OrganizationId,
  readers: number,
  { interactions, model, parameters, quality }: Trained
): MadeModel["origin"] => ({
  organizationId,
  kind: model.kind,
  readers,
  books: model.items,
  interactions,
  sample: quality.sample,
  ndcg: quality.ndcg,
  hitRate: quality.hitRate,
  popularNdcg: quality.popularNdcg,
  parameters
})
