import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import type { SqlError } from "effect/sql"
import { similarity } from "#platform/embeddings/Quantised.ts"
import type { Hit, Shelf, Wanted } from "./VectorMemory.ts"

/** Searches large libraries by an index of pgvector (`VectorIndexes.ts`). */
export class IndexedVectors extends Context.Service<
  IndexedVectors,
  {
    /**
     * The nearest chunks of what the reader may read: most of them, not surely all. One transaction. Only for a library
     * whose model is `indexed`.
     */
    readonly nearest: (shelf: Shelf, wanted: Wanted) => Effect.Effect<ReadonlyArray<Hit>, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/retrieval/vectors/IndexedVectors") {
  static readonly layer = Layer.effect(
    IndexedVectors,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      /** The library and the model stand in the text, so that the planner sees that the index is about them. */
      const nearest = Effect.fn("VectorIndexes.nearest")(
        function* ({ model, organizationId }: Shelf, { limit, question, readerId }: Wanted) {
          if (!uuid.test(organizationId)) return []
          const of = sql.literal(`e.organization_id = '${organizationId}' AND e.model_id = ${model.id}`)
          const type = sql.literal(`halfvec(${model.dimensions})`)
          const asked = `[${question.join(",")}]`
          const rows = yield* sql.withTransaction(
            Effect.andThen(
              sql`SELECT set_config('hnsw.ef_search', ${String(breadth)}, true),
                  set_config('hnsw.iterative_scan', 'strict_order', true)`,
              sql`
                  SELECT e.chunk_id, e.embedding
                  FROM chunk_embeddings e
                  WHERE ${of} AND (
                    SELECT s.owner_id IS NULL OR s.owner_id = ${readerId}::uuid
                    FROM sources s WHERE s.organization_id = e.organization_id AND s.id = e.source_id
                  )
                  ORDER BY embedding_vector(e.embedding)::${type} <=> ${asked}::text::${type}
                  LIMIT ${limit}::int`
            )
          )
          const found = yield* Schema.decodeUnknownEffect(Found)(rows)
          return found.map(({ chunkId, embedding }) => ({ chunkId, similarity: similarity(question, embedding) }))
        },
        Effect.catchTag("SchemaError", Effect.die)
      )

      return IndexedVectors.of({ nearest })
    })
  )
}

/** Candidates that the index keeps in view. */
const breadth = 200

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u

const Found = Schema.Array(Schema.Struct({ chunkId: Schema.String, embedding: Schema.Uint8Array }))
