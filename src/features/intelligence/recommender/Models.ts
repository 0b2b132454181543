import { Cache, Context, Data, Effect, Layer, Option } from "effect"
import type { SqlError } from "effect/sql"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { RecommenderModel } from "#contract/intelligence/RecommenderModel.ts"
import type { ItemModel } from "#platform/recommender/ItemModel.ts"
import { emptyModel, encodePart, itemsOfPart, type ModelShape, shapeOf } from "#platform/recommender/ModelParts.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { type ModelRow, ModelsRepo, type NewModel } from "./ModelsRepo.ts"

/** A model with the books that its items are. */
export interface BookModel {
  readonly version: number
  readonly model: ItemModel
  /** By item. */
  readonly bookIds: ReadonlyArray<string>
  /** The other way round. */
  readonly itemOf: ReadonlyMap<string, number>
  /** How many readers had each, by item. */
  readonly readers: Int32Array
}

/** A model that was trained, to be kept. */
export interface MadeModel {
  readonly origin: NewModel
  readonly model: ItemModel
  readonly bookIds: ReadonlyArray<string>
  readonly readers: Int32Array
}

/** The model's books are gone: another has taken its place meanwhile, twice. */
class Outdated extends Data.TaggedError("Outdated")<{}> {}

/** What libraries learned from their readers, in versions, of which one answers. */
export class Models extends Context.Service<
  Models,
  {
    /** The one that answers, whole; none where nothing was learned yet. One statement, and the model's books if they are not at hand. */
    readonly active: (organizationId: string) => Effect.Effect<Option.Option<BookModel>, SqlError.SqlError>
    /** Writes a model that nobody reads yet, in transactions of its own; gives its version. */
    readonly write: (made: MadeModel) => Effect.Effect<number, SqlError.SqlError>
    /** Lets it answer from now on, and removes what is too old. Joins the caller's transaction. */
    readonly activate: (organizationId: string, version: number) => Effect.Effect<void, SqlError.SqlError>
    /** The latest, the newest first. One statement. */
    readonly list: (organizationId: string) => Effect.Effect<ReadonlyArray<RecommenderModel>>
    /** Libraries where something was borrowed since they last learned. */
    readonly outdated: Effect.Effect<ReadonlyArray<OrganizationId>, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/recommender/Models") {
  static readonly layerNoDeps = Layer.effect(
    Models,
    Effect.gen(function* () {
      const repo = yield* ModelsRepo
      const wall = yield* TenantWall

      const load = Effect.fn("Models.load")(function* (organizationId: string, row: ModelRow) {
        const { model, put } = emptyModel(shapeOfRow(row))
        const bookIds: Array<string> = []
        const readers = new Int32Array(row.books)
        let after = -1
        while (bookIds.length < row.books) {
          const found = yield* repo.nextPart({ organizationId, version: row.version, after })
          if (Option.isNone(found)) return yield* new Outdated()
          const part = found.value
          put(bookIds.length, part.data)
          readers.set(part.readers, bookIds.length)
          bookIds.push(...part.bookIds)
          after = part.part
        }
        const itemOf = new Map(bookIds.map((id, item) => [id, item]))
        return { version: row.version, model, bookIds, itemOf, readers } satisfies BookModel
      })

      // What readers of one library ask for one after the other. A version never changes.
      const loaded = yield* Cache.makeWith(({ organizationId, row }: Version) => load(organizationId, row), {
        capacity: kept,
        timeToLive: (exit) => (exit._tag === "Success" ? "10 minutes" : 0)
      })

      const current = Effect.fnUntraced(function* (organizationId: string) {
        const row = yield* repo.active({ organizationId })
        if (Option.isNone(row)) return Option.none<BookModel>()
        return Option.some(yield* Cache.get(loaded, { organizationId, row: row.value }))
      })

      const writeParts = Effect.fnUntraced(function* (made: MadeModel, version: number) {
        const { organizationId } = made.origin
        const size = itemsOfPart(shapeOf(made.model))
        for (let from = 0, part = 0; from < made.bookIds.length; from += size, part++) {
          const to = Math.min(from + size, made.bookIds.length)
          const row = {
            part,
            bookIds: made.bookIds.slice(from, to),
            readers: [...made.readers.subarray(from, to)],
            data: encodePart(made.model, from, to)
          }
          yield* wall.within(organizationId, repo.insertPart({ organizationId, version, ...row }))
        }
      })

      return Models.of({
        active: Effect.fn("Models.active")(
          (organizationId) =>
            Effect.retry(current(organizationId), { times: 3, while: ({ _tag }) => _tag === "Outdated" }),
          Effect.catchTag(["Outdated", "SchemaError"], Effect.die)
        ),
        write: Effect.fn("Models.write")(
          function* (made) {
            const { version } = yield* wall.within(made.origin.organizationId, repo.insert(made.origin))
            yield* writeParts(made, version)
            return version
          },
          Effect.catchTag(["NoSuchElementError", "SchemaError"], Effect.die)
        ),
        activate: Effect.fn("Models.activate")(
          function* (organizationId, version) {
            yield* repo.activate({ organizationId, version })
            yield* repo.tidy({ organizationId, version })
          },
          Effect.catchTag("SchemaError", Effect.die)
        ),
        list: Effect.fn("Models.list")(
          function* (organizationId) {
            return (yield* repo.list({ organizationId })).map(viewOf)
          },
          Effect.catchTag(["SchemaError", "SqlError"], Effect.die)
        ),
        outdated: repo.outdated(undefined).pipe(
          Effect.map((libraries) => libraries.map(({ id }) => id)),
          Effect.catchTag("SchemaError", Effect.die),
          Effect.withSpan("Models.outdated")
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide(ModelsRepo.layer))
}

/** Models that are kept at hand: each of 5 MB at most. */
const kept = 8

/** One version of one library, the same for everybody who asks for it. */
interface Version {
  readonly organizationId: string
  readonly row: ModelRow
}

const shapeOfRow = ({ books, kind, parameters }: ModelRow): ModelShape => {
  const { confidence = 0, degree = 0, factors = 0, regularisation = 0 } = parameters
  return kind === "ease"
    ? { kind, items: books, degree }
    : { kind, items: books, factors, settings: { confidence, regularisation } }
}

const viewOf = (row: ModelRow): RecommenderModel => {
  const { books, interactions, isActive, kind, parameters, readers, trainedAt, version } = row
  const { hitRate, ndcg, popularNdcg, sample } = row
  return {
    version,
    kind,
    isActive,
    trainedAt,
    readers,
    books,
    interactions,
    quality: { sample, ndcgAt10: ndcg, hitRateAt10: hitRate, popularNdcgAt10: popularNdcg },
    parameters
  }
}
