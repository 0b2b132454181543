import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { lengthNormalisation } from "#platform/retrieval/LexicalScore.ts"
import { lexeme } from "./CutText.ts"
import type { LexicalPlan, PlannedTerm } from "./LexicalPlan.ts"
import type { Scope } from "./Passage.ts"
import { permitted } from "./Permitted.ts"

/** What a library holds. */
const LibraryIndex = Schema.Struct({
  chunks: Schema.Int,
  /** Of all its chunks together. */
  words: Schema.Finite,
  languages: Schema.Array(Schema.String),
  /** In how many chunks each of the terms is; those that are in none are left out. */
  terms: Schema.Array(Schema.Tuple([Schema.String, Schema.Int])),
  /** Chunks of the sources that are asked for, as far as the reader may read them; null where all are. */
  scoped: Schema.NullOr(Schema.Int)
})
const Ranked = Schema.Struct({ id: Schema.String, score: Schema.Finite })

/** More candidates than these are not looked at, whatever was expected: a guard, not a way to choose. */
const mostCandidates = 6_000

/** Finds chunks by their words. */
export class LexicalRepo extends Context.Service<LexicalRepo>()(
  "luminalib/features/intelligence/retrieval/LexicalRepo",
  {
    make: Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const decodeRanked = Schema.decodeUnknownEffect(Schema.Array(Ranked))

      /** A word counts by how often it is there; of the ways to write it the one that is there most. */
      const scoreOf = ({ variants, weight }: PlannedTerm) => {
        const ranks = variants.map((variant) => sql`ts_rank('{1,1,1,1}'::real[], c.search, ${variant}::tsquery)`)
        return sql`${weight}::float8 * greatest(${sql.csv(ranks)})`
      }

      return {
        /** None where there are no chunks. By primary keys. */
        look: SqlSchema.findOneOption({
          Request: Schema.Struct({
            organizationId: Schema.String,
            readerId: Schema.String,
            sourceIds: Schema.optionalKey(Schema.Array(Schema.String)),
            terms: Schema.Array(Schema.String)
          }),
          Result: LibraryIndex,
          execute: ({ organizationId, readerId, sourceIds, terms }) => sql`
            SELECT i.chunks, i.words::float8, i.languages,
              (SELECT coalesce(jsonb_agg(jsonb_build_array(t.term, t.chunks)), '[]') FROM chunk_terms t
                WHERE t.organization_id = i.organization_id AND t.term = ANY (${terms}::text[])) AS terms,
              ${
                sourceIds === undefined
                  ? sql`NULL::int`
                  : sql`(SELECT coalesce(sum(s.chunks), 0)::int FROM sources s
                      WHERE s.organization_id = i.organization_id AND s.id = ANY (${sourceIds}::uuid[])
                        AND (s.owner_id IS NULL OR s.owner_id = ${readerId}))`
              } AS scoped
            FROM search_indexes i
            WHERE i.organization_id = ${organizationId} AND i.chunks > 0`
        }),
        /**
         * The chunks that say most about the plan's words, the best first, by the formula of `LexicalScore`. Rides on
         * chunks_search, or on chunks_of_source where only a few sources are asked for.
         */
        rank: Effect.fnUntraced(function* (
          scope: Scope,
          plan: LexicalPlan,
          options: { readonly averageWords: number; readonly limit: number }
        ) {
          const { organizationId, sourceIds } = scope
          const scores = sql.join(" + ", false)(plan.terms.map(scoreOf))
          const query = `${lexeme(organizationId)} & ${plan.candidates}`
          // The library is a word of the query as well: not an equation, lest the planner reads its whole primary key.
          const ours = sql`c.organization_id = ${organizationId}`
          const among =
            sourceIds === undefined ? sql`(${ours}) IS TRUE` : sql`${ours} AND c.source_id = ANY (${sourceIds}::uuid[])`
          // Who may read is asked of each candidate: joined, the planner may search the index once for each source.
          const rows = yield* sql`
            WITH candidates AS MATERIALIZED (
              SELECT c.id, (${scores}) / (${1 - lengthNormalisation}::float8
                + ${lengthNormalisation}::float8 * c.words / ${options.averageWords}::float8) AS score
              FROM chunks c
              WHERE ${among} AND c.search @@ ${query}::tsquery
                AND (SELECT ${permitted(sql, scope)} FROM sources s
                  WHERE s.organization_id = c.organization_id AND s.id = c.source_id)
            )
            SELECT id, score FROM (SELECT id, score FROM candidates LIMIT ${mostCandidates}) looked_at
            ORDER BY score DESC, id
            LIMIT ${options.limit}`
          return yield* Effect.catchTag(decodeRanked(rows), "SchemaError", Effect.die)
        })
      }
    })
  }
) {
  static readonly layer = Layer.effect(LexicalRepo, LexicalRepo.make)
}
