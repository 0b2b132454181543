import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { OrganizationId } from "#contract/identity/Organization.ts"
import type { Revision } from "./SourceRepo.ts"

const place = {
  id: Schema.String,
  ordinal: Schema.Int,
  startAt: Schema.Int,
  endAt: Schema.Int,
  firstPage: Schema.NullOr(Schema.Int),
  lastPage: Schema.NullOr(Schema.Int)
}

/** Where a chunk stands. */
const Place = Schema.Struct(place)
export type Place = typeof Place.Type

/** What is known of a chunk to compare it with those of a new text. */
const KnownChunk = Schema.Struct({ ...place, hash: Schema.String, revision: Schema.String })
export type KnownChunk = typeof KnownChunk.Type

const NewChunk = Schema.Struct({
  ...place,
  headings: Schema.Array(Schema.String),
  body: Schema.String,
  tokens: Schema.Int,
  words: Schema.Int,
  hash: Schema.String,
  /** As PostgreSQL reads a `tsvector`. */
  search: Schema.String
})
export type NewChunk = typeof NewChunk.Type

const json = <A extends Schema.Codec<unknown, unknown>>(item: A) => Schema.fromJsonString(Schema.Array(item))

/** Table `chunks`, as far as it is written. */
export class ChunkRepo extends Context.Service<ChunkRepo>()("luminalib/features/intelligence/retrieval/ChunkRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    return {
      /** All chunks of a source, of whatever revision, in their order. Rides on chunks_of_source. */
      known: SqlSchema.findAll({
        Request: Schema.Struct({ organizationId: OrganizationId, sourceId: Schema.String }),
        Result: KnownChunk,
        execute: ({ organizationId, sourceId }) => sql`
          SELECT id, ordinal, start_at, end_at, first_page, last_page, hash, revision
          FROM chunks
          WHERE organization_id = ${organizationId} AND source_id = ${sourceId}
          ORDER BY ordinal, id`
      }),
      add: SqlSchema.void({
        Request: Schema.Struct({
          organizationId: OrganizationId,
          sourceId: Schema.String,
          revision: Schema.String,
          language: Schema.NullOr(Schema.String),
          chunks: json(NewChunk)
        }),
        execute: ({ chunks, language, organizationId, revision, sourceId }) => sql`
          INSERT INTO chunks (organization_id, id, source_id, revision, ordinal, start_at, end_at, first_page, last_page,
            headings, body, tokens, words, language, hash, search)
          SELECT ${organizationId}, id, ${sourceId}, ${revision}, ordinal, "startAt", "endAt", "firstPage", "lastPage",
            headings, body, tokens, words, ${language}, hash,
            search::tsvector || array_to_tsvector(ARRAY[${organizationId}::text])
          FROM jsonb_to_recordset(${chunks}::jsonb) AS new (id uuid, ordinal int, "startAt" int, "endAt" int,
            "firstPage" int, "lastPage" int, headings text[], body text, tokens int, words int, hash text, search text)`
      }),
      /** Chunks whose text stayed have these places in the revision. */
      move: SqlSchema.void({
        Request: Schema.Struct({ organizationId: OrganizationId, revision: Schema.String, places: json(Place) }),
        execute: ({ organizationId, places, revision }) => sql`
          UPDATE chunks SET revision = ${revision}, ordinal = new.ordinal, start_at = new."startAt",
            end_at = new."endAt", first_page = new."firstPage", last_page = new."lastPage"
          FROM jsonb_to_recordset(${places}::jsonb)
            AS new (id uuid, ordinal int, "startAt" int, "endAt" int, "firstPage" int, "lastPage" int)
          WHERE chunks.organization_id = ${organizationId} AND chunks.id = new.id`
      }),
      /** Those of other revisions go. */
      removeOthers: ({ organizationId, revision, sourceId }: Revision) => sql`
        DELETE FROM chunks
        WHERE organization_id = ${organizationId} AND source_id = ${sourceId} AND revision <> ${revision}`
    }
  })
}) {
  static readonly layer = Layer.effect(ChunkRepo, ChunkRepo.make)
}
