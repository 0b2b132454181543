import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"

const Bytes = Schema.Uint8Array

/** Vectors of a library by one model. */
const Shelf = { organizationId: Schema.String, modelId: Schema.Int }

/** A model that a library has vectors of. */
const KeptModel = Schema.Struct({
  id: Schema.Int,
  provider: Schema.String,
  model: Schema.String,
  dimensions: Schema.Int,
  generation: Schema.Finite,
  complete: Schema.Boolean,
  /** Whether pgvector has an index of them. */
  indexed: Schema.Boolean
})
export type KeptModel = typeof KeptModel.Type

/** What can be searched in a library. */
const LibraryState = Schema.Struct({
  chunks: Schema.Int,
  languages: Schema.Array(Schema.String),
  /** The one met last first. */
  models: Schema.Array(KeptModel)
})

/** A stretch of a library's vectors in the order in which they came; ids and vectors one after the other. */
const Page = Schema.Struct({
  rows: Schema.Int,
  generation: Schema.Finite,
  lastId: Schema.String,
  ids: Bytes,
  sources: Bytes,
  vectors: Bytes,
  /** Who may read each source; null: everybody. */
  owners: Schema.Record(Schema.String, Schema.NullOr(Schema.String))
})
export type Page = typeof Page.Type

/** Reads tables `embedding_models`, `library_embeddings` and `chunk_embeddings`. */
export class VectorRepo extends Context.Service<VectorRepo>()(
  "luminalib/features/intelligence/retrieval/vectors/VectorRepo",
  {
    make: Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      return {
        /** None where the library has no chunks. By primary keys. */
        state: SqlSchema.findOneOption({
          Request: Schema.Struct({ organizationId: Schema.String }),
          Result: LibraryState,
          execute: ({ organizationId }) => sql`
            SELECT i.chunks, i.languages, (
              SELECT coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'provider', m.provider, 'model', m.model,
                'dimensions', m.dimensions, 'generation', l.generation, 'complete', l.complete, 'indexed', EXISTS (
                  SELECT FROM pg_index
                  WHERE indexrelid = to_regclass(vectors_index(l.organization_id, m.id)) AND indisvalid
                )) ORDER BY m.met_at DESC), '[]')
              FROM library_embeddings l JOIN embedding_models m ON m.id = l.model_id
              WHERE l.organization_id = i.organization_id
            ) AS models
            FROM search_indexes i
            WHERE i.organization_id = ${organizationId} AND i.chunks > 0`
        }),
        /** In how many chunks of the library each term is; terms in none are left out. By the primary key. */
        frequencies: SqlSchema.findAll({
          Request: Schema.Struct({ organizationId: Schema.String, terms: Schema.Array(Schema.String) }),
          Result: Schema.Struct({ term: Schema.String, chunks: Schema.Int }),
          execute: ({ organizationId, terms }) => sql`
            SELECT term, chunks FROM chunk_terms WHERE organization_id = ${organizationId} AND term = ANY(${terms})`
        }),
        /**
         * Vectors that came after a generation and an id, at most `limit`: none at the end. Rides on
         * chunk_embeddings_newest. One row, however many vectors: reading it costs a copy.
         */
        page: SqlSchema.findOne({
          Request: Schema.Struct({
            ...Shelf,
            form: Schema.Literals(["quantised", "sketched"]),
            after: Schema.Struct({ generation: Schema.Finite, id: Schema.String }),
            until: Schema.Finite,
            limit: Schema.Int
          }),
          Result: Page,
          execute: ({ after, form, limit, modelId, organizationId, until }) => sql`
            WITH page AS (
              SELECT generation, chunk_id, source_id, ${sql.literal(form === "quantised" ? "embedding" : "sketch")} AS vector
              FROM chunk_embeddings
              WHERE organization_id = ${organizationId} AND model_id = ${modelId}
                AND (generation, chunk_id) > (${after.generation}::bigint, ${after.id}::uuid)
                AND generation <= ${until}::bigint
              ORDER BY generation, chunk_id
              LIMIT ${limit}::int
            ),
            ordered AS (
              SELECT count(*)::int AS rows, max(generation)::float8 AS generation,
                (array_agg(chunk_id ORDER BY generation DESC, chunk_id DESC))[1] AS last_id,
                string_agg(uuid_send(chunk_id), '' ORDER BY generation, chunk_id) AS ids,
                string_agg(uuid_send(source_id), '' ORDER BY generation, chunk_id) AS sources,
                string_agg(vector, '' ORDER BY generation, chunk_id) AS vectors
              FROM page
            )
            SELECT rows, coalesce(generation, ${until}::float8) AS generation, coalesce(last_id::text, '') AS last_id,
              coalesce(ids, '') AS ids, coalesce(sources, '') AS sources, coalesce(vectors, '') AS vectors, (
                SELECT coalesce(jsonb_object_agg(s.id, s.owner_id), '{}')
                FROM sources s
                WHERE s.organization_id = ${organizationId} AND s.id IN (SELECT source_id FROM page)
              ) AS owners
            FROM ordered`
        }),
        /** Of these chunks those that are there, whether the reader may read them, and their vectors. By primary keys. */
        there: SqlSchema.findAll({
          Request: Schema.Struct({
            ...Shelf,
            readerId: Schema.String,
            chunkIds: Schema.Array(Schema.String),
            withVectors: Schema.Boolean
          }),
          Result: Schema.Struct({ chunkId: Schema.String, readable: Schema.Boolean, embedding: Bytes }),
          execute: ({ chunkIds, modelId, organizationId, readerId, withVectors }) => sql`
            SELECT e.chunk_id, s.owner_id IS NULL OR s.owner_id = ${readerId}::uuid AS readable,
              ${sql.literal(withVectors ? "e.embedding" : "''::bytea")} AS embedding
            FROM chunk_embeddings e
            JOIN sources s ON s.organization_id = e.organization_id AND s.id = e.source_id
            WHERE e.organization_id = ${organizationId} AND e.model_id = ${modelId}
              AND e.chunk_id = ANY(${chunkIds}::uuid[])`
        })
      }
    })
  }
) {
  static readonly layer = Layer.effect(VectorRepo, VectorRepo.make)
}
