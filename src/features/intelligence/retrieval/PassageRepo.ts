import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { reach } from "#platform/retrieval/Candidate.ts"
import { lexeme } from "./CutText.ts"
import type { Scope } from "./Passage.ts"
import { permitted } from "./Permitted.ts"

/** A chunk that was found, with what is told of it. */
const StoredChunk = Schema.Struct({
  id: Schema.String,
  sourceId: Schema.String,
  revision: Schema.String,
  ordinal: Schema.Int,
  start: Schema.Int,
  end: Schema.Int,
  firstPage: Schema.NullOr(Schema.Int),
  lastPage: Schema.NullOr(Schema.Int),
  headings: Schema.Array(Schema.String),
  /** From `start`, to `end` and the white space behind it. */
  body: Schema.String,
  tokens: Schema.Int,
  language: Schema.NullOr(Schema.String),
  kind: Schema.Literals(["book", "document"]),
  title: Schema.String,
  author: Schema.NullOr(Schema.String)
})
export type StoredChunk = typeof StoredChunk.Type

/** A chunk near to one that was found: which of the question's terms stand in it. */
const NearChunk = Schema.Struct({
  ...StoredChunk.fields,
  body: Schema.Null,
  terms: Schema.Array(Schema.String)
})

/** Reads the texts of chunks. */
export class PassageRepo extends Context.Service<PassageRepo>()(
  "luminalib/features/intelligence/retrieval/PassageRepo",
  {
    make: Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const decode = Schema.decodeUnknownEffect(Schema.Array(Schema.Union([StoredChunk, NearChunk])))
      return {
        /**
         * The chunks, as far as the reader may read them, with those near to each, in no order. Only chunks of one
         * revision are near to each other. By the primary key and chunks_of_source.
         */
        around: Effect.fnUntraced(function* (scope: Scope, ids: ReadonlyArray<string>, terms: ReadonlyArray<string>) {
          const rows = yield* sql`
            WITH near AS (
              SELECT c.source_id, c.revision, c.ordinal + step AS ordinal, bool_or(step = 0) AS found
              FROM chunks c, generate_series(${-reach}::int, ${reach}::int) step
              WHERE c.organization_id = ${scope.organizationId} AND c.id = ANY (${[...ids]}::uuid[])
              GROUP BY 1, 2, 3
            )
            SELECT n.id, n.source_id, n.revision, n.ordinal, n.start_at AS start, n.end_at AS end, n.first_page,
              n.last_page, n.headings, n.tokens, n.language, s.kind, s.title, s.author,
              CASE WHEN near.found THEN n.body END AS body,
              CASE WHEN NOT near.found THEN ARRAY(
                SELECT asked.term
                FROM unnest(${[...terms]}::text[], ${terms.map(lexeme)}::tsquery[]) AS asked (term, query)
                WHERE n.search @@ asked.query
              ) END AS terms
            FROM near
            JOIN chunks n ON n.organization_id = ${scope.organizationId} AND n.source_id = near.source_id
              AND n.ordinal = near.ordinal AND n.revision = near.revision
            JOIN sources s ON s.organization_id = n.organization_id AND s.id = n.source_id
            WHERE ${permitted(sql, scope)}`
          return yield* Effect.catchTag(decode(rows), "SchemaError", Effect.die)
        })
      }
    })
  }
) {
  static readonly layer = Layer.effect(PassageRepo, PassageRepo.make)
}
