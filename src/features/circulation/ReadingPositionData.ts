import { Effect, Schema } from "effect"
import { ReadingPosition } from "#contract/circulation/ReadingPosition.ts"
import type { Keeper } from "#features/identity/PersonalData.ts"
import { asJson } from "#features/identity/PersonalJson.ts"
import { ReadingPositionsRepo } from "./ReadingPositionsRepo.ts"

const { bookId, fraction, page, start, updatedAt } = ReadingPosition.fields
const encode = asJson(Schema.Struct({ bookId, title: Schema.String, start, page, fraction, updatedAt }))
const everything = 1_000_000

/** How far somebody is in their books. It goes with its reader. */
export const keeper = Effect.map(ReadingPositionsRepo, (repo): Keeper => ({
  name: "readingPositions",
  collect: (person) =>
    repo.newest(person, everything).pipe(
      Effect.map((items) => items.map(({ book, ...place }) => ({ bookId: book.id, title: book.title, ...place }))),
      Effect.flatMap(encode),
      Effect.catchTag("SchemaError", Effect.die)
    ),
  forget: () => Effect.void
})).pipe(Effect.provide(ReadingPositionsRepo.layer))
