import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient, SqlSchema } from "effect/sql"
import { OrganizationId } from "#contract/identity/Organization.ts"

const SourceRef = Schema.Struct({ organizationId: OrganizationId, sourceId: Schema.String })

/** A source in one revision. */
const Revision = Schema.Struct({ ...SourceRef.fields, revision: Schema.String })
export type Revision = typeof Revision.Type

const described = {
  organizationId: OrganizationId,
  id: Schema.String,
  kind: Schema.Literals(["book", "document"]),
  title: Schema.String,
  author: Schema.NullOr(Schema.String),
  contentHash: Schema.String,
  analyser: Schema.Int,
  wanted: Schema.String,
  language: Schema.NullOr(Schema.String),
  /** Why the file cannot be read. */
  failure: Schema.NullOr(Schema.String)
}

/** Table `sources`. */
export class SourceRepo extends Context.Service<SourceRepo>()("luminalib/features/intelligence/retrieval/SourceRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    return {
      /**
       * From now on this revision is wanted; gives the one that is complete. Who may read a document is asked of the
       * document, which nobody can change until the transaction ends: what becomes private meanwhile stays so.
       */
      want: SqlSchema.findOne({
        Request: Schema.Struct(described),
        Result: Schema.Struct({ revision: Schema.NullOr(Schema.String), chunks: Schema.Int }),
        execute: (source) => sql`
            WITH document AS (
              SELECT CASE visibility WHEN 'private' THEN owner_id END AS owner_id FROM documents
              WHERE organization_id = ${source.organizationId} AND id = ${source.id} AND ${source.kind} = 'document'
              FOR SHARE
            )
            INSERT INTO sources (organization_id, id, kind, title, author, content_hash, analyser, wanted, language,
              failure, owner_id)
            VALUES (${source.organizationId}, ${source.id}, ${source.kind}, ${source.title}, ${source.author},
              ${source.contentHash}, ${source.analyser}, ${source.wanted}, ${source.language}, ${source.failure},
              (SELECT owner_id FROM document))
            ON CONFLICT (organization_id, id) DO UPDATE SET
              (title, author, owner_id, content_hash, analyser, wanted, language, failure)
              = (excluded.title, excluded.author, excluded.owner_id, excluded.content_hash, excluded.analyser,
                excluded.wanted, excluded.language, excluded.failure)
            RETURNING revision, chunks`
      }),
      /** The library's index is the caller's until the transaction ends. */
      lockIndex: (organizationId: OrganizationId) => sql`
          INSERT INTO search_indexes AS known (organization_id) VALUES (${organizationId})
          ON CONFLICT (organization_id) DO UPDATE SET generation = known.generation + 1`,
      /**
       * Holds the source until the transaction ends, if the revision is still wanted of it. Waits for nobody: who has
       * the row may be removing it, and then waits for the library's index, which the caller has. None then as well.
       */
      hold: SqlSchema.findOneOption({
        Request: Revision,
        Result: Schema.Struct({ id: Schema.String }),
        execute: ({ organizationId, revision, sourceId }) => sql`
            SELECT id FROM sources
            WHERE organization_id = ${organizationId} AND id = ${sourceId} AND wanted = ${revision}
            FOR NO KEY UPDATE SKIP LOCKED`
      }),
      /** Whether the revision is still wanted. */
      isWanted: SqlSchema.findOneOption({
        Request: Revision,
        Result: Schema.Struct({ id: Schema.String }),
        execute: ({ organizationId, revision, sourceId }) => sql`
            SELECT id FROM sources
            WHERE organization_id = ${organizationId} AND id = ${sourceId} AND wanted = ${revision}`
      }),
      /** The revision is complete. */
      settle: ({ chunks, organizationId, revision, sourceId }: Revision & { readonly chunks: number }) => sql`
          UPDATE sources SET revision = ${revision}, chunks = ${chunks}, indexed_at = now()
          WHERE organization_id = ${organizationId} AND id = ${sourceId}`,
      remove: SqlSchema.void({
        Request: SourceRef,
        execute: ({ organizationId, sourceId }) => sql`
            DELETE FROM sources WHERE organization_id = ${organizationId} AND id = ${sourceId}`
      }),
      setOwner: SqlSchema.void({
        Request: Schema.Struct({ ...SourceRef.fields, ownerId: Schema.NullOr(Schema.String) }),
        execute: ({ organizationId, ownerId, sourceId }) => sql`
            UPDATE sources SET owner_id = ${ownerId}
            WHERE organization_id = ${organizationId} AND id = ${sourceId}`
      })
    }
  })
}) {
  static readonly layer = Layer.effect(SourceRepo, SourceRepo.make)
}
