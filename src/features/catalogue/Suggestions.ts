import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { Suggestion } from "#contract/catalogue/Suggestion.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"

const Row = Schema.Struct({
  type: Suggestion.fields.type,
  text: Schema.String,
  bookId: Schema.NullOr(Suggestion.fields.bookId.schema),
  count: Schema.NullOr(Schema.Int)
})
const decode = Schema.decodeUnknownEffect(Schema.Array(Row))

/** How what somebody types may go on. */
export class Suggestions extends Context.Service<
  Suggestions,
  {
    /** Titles, authors and tags of the library, the best first, at most `limit`. One statement; none where nothing is typed. */
    readonly of: (
      organizationId: OrganizationId,
      typed: string,
      limit: number
    ) => Effect.Effect<ReadonlyArray<Suggestion>>
  }
>()("luminalib/features/catalogue/Suggestions") {
  static readonly layer = Layer.effect(
    Suggestions,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      return Suggestions.of({
        of: Effect.fn("Suggestions.of")(
          function* (organizationId, typed, limit) {
            if (typed.trim() === "") return []
            const rows = yield* sql`
              SELECT type, text, book_id, count FROM catalogue_suggestions(${organizationId}, ${typed}, ${limit})`
            return (yield* decode(rows)).map(({ bookId, count, text, type }) => ({
              type,
              text,
              ...(bookId === null ? {} : { bookId }),
              ...(count === null ? {} : { count })
            }))
          },
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        )
      })
    })
  )
}
