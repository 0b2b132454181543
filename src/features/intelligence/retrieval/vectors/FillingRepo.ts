import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { OrganizationId } from "#contract/identity/Organization.ts"

/** What makes vectors; no number of dimensions where it is not known yet. */
const Maker = { provider: Schema.String, model: Schema.String, dimensions: Schema.NullOr(Schema.Int) }

const Shelf = { organizationId: Schema.String, modelId: Schema.Int }

/** A chunk that has no vector. */
const Lacking = Schema.Struct({
  id: Schema.String,
  title: Schema.String,
  headings: Schema.Array(Schema.String),
  body: Schema.String,
  language: Schema.NullOr(Schema.String)
})
export type Lacking = typeof Lacking.Type

/** Rows of a model that a library does not need any more that are removed at once. */
const removedAtOnce = 2_000

/** Writes tables `embedding_models`, `library_embeddings` and `chunk_embeddings`. */
export class FillingRepo extends Context.Service<FillingRepo>()(
  "luminalib/features/intelligence/retrieval/vectors/FillingRepo",
  {
    make: Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const isMaker = ({ dimensions, model, provider }: Schema.Struct.Type<typeof Maker>) => sql`
        provider = ${provider} AND model = ${model} AND dimensions = coalesce(${dimensions}::int, dimensions)`
      return {
        /** The one of the name that was met last: a model may have got other dimensions. */
        findModel: SqlSchema.findOneOption({
          Request: Schema.Struct(Maker),
          Result: Schema.Struct({ id: Schema.Int, dimensions: Schema.Int }),
          execute: (maker) => sql`
            SELECT id, dimensions FROM embedding_models WHERE ${isMaker(maker)} ORDER BY met_at DESC LIMIT 1`
        }),
        /** A model that is met for the first time, or again. */
        addModel: SqlSchema.findOne({
          Request: Schema.Struct({ ...Maker, dimensions: Schema.Int }),
          Result: Schema.Struct({ id: Schema.Int, dimensions: Schema.Int }),
          execute: (model) => sql`
            INSERT INTO embedding_models ${sql.insert(model)}
            ON CONFLICT (provider, model, dimensions) DO UPDATE SET met_at = clock_timestamp()
            RETURNING id, dimensions`
        }),
        /** How many chunks of a source, or of a library, have no vector of the model. */
        countLacking: SqlSchema.findOne({
          Request: Schema.Struct({ ...Shelf, sourceId: Schema.NullOr(Schema.String) }),
          Result: Schema.Struct({ lacking: Schema.Int, generation: Schema.Finite }),
          execute: ({ modelId, organizationId, sourceId }) => sql`
            SELECT (
              SELECT count(*)::int
              FROM chunks c
              WHERE c.organization_id = ${organizationId}
                ${sourceId === null ? sql`` : sql`AND c.source_id = ${sourceId}`}
                AND NOT EXISTS (
                  SELECT FROM chunk_embeddings e
                  WHERE e.organization_id = c.organization_id AND e.chunk_id = c.id AND e.model_id = ${modelId}
                )
            ) AS lacking,
            (SELECT generation::float8 FROM search_indexes WHERE organization_id = ${organizationId}) AS generation`
        }),
        /** The next of them, in the order of their ids. Rides on the primary keys, and on chunks_of_source. */
        lacking: SqlSchema.findAll({
          Request: Schema.Struct({
            ...Shelf,
            sourceId: Schema.NullOr(Schema.String),
            after: Schema.String,
            limit: Schema.Int
          }),
          Result: Lacking,
          execute: ({ after, limit, modelId, organizationId, sourceId }) => sql`
            SELECT c.id, s.title, c.headings, c.body, c.language
            FROM chunks c
            JOIN sources s ON s.organization_id = c.organization_id AND s.id = c.source_id
            WHERE c.organization_id = ${organizationId} AND c.id > ${after}::uuid
              ${sourceId === null ? sql`` : sql`AND c.source_id = ${sourceId}`}
              AND NOT EXISTS (
                SELECT FROM chunk_embeddings e
                WHERE e.organization_id = c.organization_id AND e.chunk_id = c.id AND e.model_id = ${modelId}
              )
            ORDER BY c.id
            LIMIT ${limit}::int`
        }),
        /** The generation of vectors that are about to be added, and the lock under which that is done. */
        begin: SqlSchema.findOne({
          Request: Schema.Struct({ ...Shelf, inputTokens: Schema.Int, costMicroUsd: Schema.Int }),
          Result: Schema.Struct({ generation: Schema.Finite }),
          execute: ({ costMicroUsd, inputTokens, modelId, organizationId }) => sql`
            INSERT INTO library_embeddings AS known (organization_id, model_id, generation, input_tokens, cost_micro_usd)
            VALUES (${organizationId}, ${modelId}, 1, ${inputTokens}, ${costMicroUsd})
            ON CONFLICT (organization_id, model_id) DO UPDATE SET
              generation = known.generation + 1,
              input_tokens = known.input_tokens + excluded.input_tokens,
              cost_micro_usd = known.cost_micro_usd + excluded.cost_micro_usd
            RETURNING generation::float8 AS generation`
        }),
        /** Leaves out chunks that are gone or about to go: nobody waits for whoever removes them, and so in no circle. */
        add: SqlSchema.void({
          Request: Schema.Struct({
            ...Shelf,
            generation: Schema.Finite,
            chunkIds: Schema.Array(Schema.String),
            embeddings: Schema.Array(Schema.Uint8Array),
            sketches: Schema.Array(Schema.Uint8Array)
          }),
          execute: ({ chunkIds, embeddings, generation, modelId, organizationId, sketches }) => sql`
            WITH there AS (
              SELECT id, source_id
              FROM chunks
              WHERE organization_id = ${organizationId} AND id = ANY(${chunkIds}::uuid[])
              FOR KEY SHARE SKIP LOCKED
            )
            INSERT INTO chunk_embeddings
              (organization_id, chunk_id, model_id, source_id, generation, embedding, sketch)
            SELECT ${organizationId}::uuid, there.id, ${modelId}::int, there.source_id, ${generation}::bigint,
              made.embedding, made.sketch
            FROM there
            JOIN unnest(${chunkIds}::uuid[], ${embeddings}::bytea[], ${sketches}::bytea[])
              AS made (id, embedding, sketch) ON made.id = there.id
            ON CONFLICT DO NOTHING`
        }),
        /** Every chunk had a vector when the library's index was at this generation. */
        complete: SqlSchema.void({
          Request: Schema.Struct({ ...Shelf, seen: Schema.Finite }),
          execute: ({ modelId, organizationId, seen }) => sql`
            UPDATE library_embeddings SET complete = true, seen = ${seen}::bigint
            WHERE organization_id = ${organizationId} AND model_id = ${modelId}`
        }),
        /** The models that a library has vectors of and does not need any more. */
        others: SqlSchema.findAll({
          Request: Schema.Struct(Shelf),
          Result: Schema.Struct({ modelId: Schema.Int }),
          execute: ({ modelId, organizationId }) => sql`
            SELECT model_id FROM library_embeddings
            WHERE organization_id = ${organizationId} AND model_id <> ${modelId}`
        }),
        /** Removes some; gives how many. Rides on chunk_embeddings_newest. */
        removeSome: SqlSchema.findOne({
          Request: Schema.Struct(Shelf),
          Result: Schema.Struct({ removed: Schema.Int }),
          execute: ({ modelId, organizationId }) => sql`
            WITH removed AS (
              DELETE FROM chunk_embeddings
              WHERE organization_id = ${organizationId} AND model_id = ${modelId} AND chunk_id IN (
                SELECT chunk_id FROM chunk_embeddings
                WHERE organization_id = ${organizationId} AND model_id = ${modelId}
                LIMIT ${removedAtOnce}::int
              )
              RETURNING 1
            )
            SELECT count(*)::int AS removed FROM removed`
        }),
        removeModel: ({ modelId, organizationId }: Schema.Struct.Type<typeof Shelf>) => sql`
          DELETE FROM library_embeddings WHERE organization_id = ${organizationId} AND model_id = ${modelId}`,
        /** Libraries in which a chunk may lack a vector, or another model's vectors are left. One row for each is read. */
        unfinished: SqlSchema.findAll({
          Request: Schema.Struct({ ...Maker, limit: Schema.Int }),
          Result: Schema.Struct({ id: OrganizationId }),
          execute: ({ limit, ...maker }) => sql`
            WITH current AS (SELECT id FROM embedding_models WHERE ${isMaker(maker)} ORDER BY met_at DESC LIMIT 1)
            SELECT i.organization_id AS id
            FROM search_indexes i
            LEFT JOIN library_embeddings l
              ON l.organization_id = i.organization_id AND l.model_id = (SELECT id FROM current)
            WHERE i.chunks > 0 AND (l.complete IS NOT TRUE OR l.seen IS DISTINCT FROM i.generation OR EXISTS (
              SELECT FROM library_embeddings other
              WHERE other.organization_id = i.organization_id AND other.model_id <> l.model_id
            ))
            ORDER BY i.organization_id
            LIMIT ${limit}::int`
        })
      }
    })
  }
) {
  static readonly layer = Layer.effect(FillingRepo, FillingRepo.make)
}
