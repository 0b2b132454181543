import { Context, Effect, Layer, Option } from "effect"
import type { SqlError } from "effect/sql"
import {
  type Feature,
  featuresOf,
  nameOf,
  type Preference,
  preferencesOf,
  rarity,
  type Reading
} from "./Preferences.ts"
import { PreferencesRepo } from "./PreferencesRepo.ts"

/** One person of one library. */
export interface Reader {
  readonly organizationId: string
  readonly userId: string
}

/** What somebody read, in a library where features are as telling as `rarityOf` says. */
export interface Past {
  readonly history: ReadonlyArray<Reading>
  readonly rarityOf: (feature: Feature) => number
  /** How many books of the library have a feature. */
  readonly countOf: (feature: Feature) => number
}

/** What readers like, told from the books that they had. */
export class Tastes extends Context.Service<
  Tastes,
  {
    /** The latest books of a reader that the library still has, with their ratings. Two statements. */
    readonly past: (reader: Reader) => Effect.Effect<Past, SqlError.SqlError>
    /** What follows from them. Two statements. */
    readonly find: (reader: Reader) => Effect.Effect<ReadonlyArray<Preference>, SqlError.SqlError>
    /** Keeps it. Joins the caller's transaction. Does nothing where the reader is gone. */
    readonly keep: (reader: Reader, preferences: ReadonlyArray<Preference>) => Effect.Effect<void, SqlError.SqlError>
    /** What is kept of a reader; nothing of one who never borrowed. One statement. */
    readonly kept: (reader: Reader) => Effect.Effect<ReadonlyArray<Preference>, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/recommender/Tastes") {
  static readonly layerNoDeps = Layer.effect(
    Tastes,
    Effect.gen(function* () {
      const repo = yield* PreferencesRepo

      /** How common the features of these books are in their library. */
      const countsIn = Effect.fnUntraced(function* (organizationId: string, history: ReadonlyArray<Reading>) {
        const features = [...new Map(history.flatMap(featuresOf).map((each) => [nameOf(each), each])).values()]
        const counts = yield* repo.counts({
          organizationId,
          kinds: features.map(({ kind }) => kind),
          keys: features.map(({ key }) => key)
        })
        const countByName = new Map(counts.map((each) => [nameOf(each), each.count]))
        const countOf = (feature: Feature) => countByName.get(nameOf(feature)) ?? 0
        return { countOf, rarityOf: rarity(counts[0]?.books ?? 1, countOf) }
      })

      const past = Effect.fn("Tastes.past")(
        function* (reader: Reader) {
          const history = yield* repo.history(reader)
          return { history, ...(yield* countsIn(reader.organizationId, history)) } satisfies Past
        },
        Effect.catchTag("SchemaError", Effect.die)
      )

      return Tastes.of({
        past,
        find: Effect.fn("Tastes.find")((reader) =>
          Effect.map(past(reader), ({ history, rarityOf }) => preferencesOf(history, rarityOf))
        ),
        keep: Effect.fn("Tastes.keep")(function* (reader, features) {
          yield* Effect.catchTag(repo.replace({ ...reader, features }), "SchemaError", Effect.die)
        }),
        kept: Effect.fn("Tastes.kept")(function* (reader) {
          const row = yield* Effect.catchTag(repo.find(reader), "SchemaError", Effect.die)
          return Option.match(row, { onNone: () => [], onSome: ({ features }) => features })
        })
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide(PreferencesRepo.layer))
}
