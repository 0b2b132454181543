import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import type { FileId } from "#contract/File.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { type PageNotFound, TextPart, type TextPartQuery } from "#contract/intelligence/TextPart.ts"
import { type DocumentId, DocumentRead } from "#contract/workspace/Document.ts"
import { fileKey } from "#features/catalogue/files/FileKey.ts"
import { type FileText, FileTexts } from "#features/intelligence/FileTexts.ts"
import { readPart } from "#features/intelligence/TextParts.ts"
import { Reactions } from "#jobs/Reactions.ts"
import type { StorageError } from "#platform/storage/StorageError.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import type { TextExtractionError } from "#platform/text/TextExtractionError.ts"
import { type Owned, readerOf } from "./DocumentPolicy.ts"
import type { DocumentKey, PlainRow } from "./DocumentRepo.ts"

const Stored = Schema.Struct({
  text: Schema.String,
  pages: TextPart.fields.pages,
  language: Schema.NullOr(Schema.String)
})
const decode = Schema.decodeUnknownEffect(Schema.Array(Stored))
const encodePages = Schema.encodeSync(Schema.fromJsonString(TextPart.fields.pages))

/** What was read in documents: table `document_texts`. */
export class DocumentTexts extends Context.Service<
  DocumentTexts,
  {
    /**
     * The text of a document's file: read and kept the first time, then from the database, whatever fails in between.
     * None where the document is gone.
     */
    readonly read: (
      organizationId: OrganizationId,
      document: PlainRow
    ) => Effect.Effect<Option.Option<FileText>, TextExtractionError | StorageError | SqlError.SqlError>
    /**
     * From now on this is the text that is shown, and no other is kept; unless the document has another file by now. One
     * transaction, in which `DocumentRead` is recorded.
     */
    readonly show: (key: DocumentKey, fileId: FileId) => Effect.Effect<void, SqlError.SqlError>
    /** A part of the text that is shown; none where none is. One statement. */
    readonly part: (
      key: DocumentKey,
      part: TextPartQuery
    ) => Effect.Effect<Option.Option<TextPart>, PageNotFound | SqlError.SqlError>
  }
>()("luminalib/features/workspace/DocumentTexts") {
  static readonly layerNoDeps = Layer.effect(
    DocumentTexts,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const files = yield* FileTexts
      const wall = yield* TenantWall
      const reactions = yield* Reactions

      const find = Effect.fnUntraced(function* (organizationId: OrganizationId, fileId: FileId) {
        const rows = yield* sql`
          SELECT text, pages, language FROM document_texts
          WHERE organization_id = ${organizationId} AND file_id = ${fileId}`
        return Option.fromUndefinedOr((yield* Effect.catchTag(decode(rows), "SchemaError", Effect.die))[0])
      })

      /** False where the document is gone. Of two that read the same file at once, the first stays. */
      const insert = (organizationId: OrganizationId, documentId: DocumentId, fileId: FileId, read: FileText) =>
        sql`
          INSERT INTO document_texts (organization_id, file_id, document_id, text, pages, page_count, characters, language)
          VALUES (${organizationId}, ${fileId}, ${documentId}, ${read.text}, ${encodePages(read.pages)}::jsonb,
            ${read.pages.length}, ${read.text.length}, ${read.language})
          ON CONFLICT (organization_id, file_id) DO NOTHING`.pipe(
          Effect.as(true),
          Effect.catchReason("SqlError", "ConstraintError", () => Effect.succeed(false))
        )

      const show = Effect.fnUntraced(function* ({ id, organizationId }: DocumentKey, fileId: FileId) {
        const [shown] = yield* sql<Owned>`
          UPDATE documents SET read_file_id = ${fileId}
          WHERE organization_id = ${organizationId} AND id = ${id} AND file_id = ${fileId}
          RETURNING owner_id, visibility`
        if (shown === undefined) return
        yield* sql`
          DELETE FROM document_texts
          WHERE organization_id = ${organizationId} AND document_id = ${id} AND file_id <> ${fileId}`
        yield* reactions.record(
          DocumentRead.make({ organizationId, documentId: id, fileId, readerId: readerOf(shown) })
        )
      })

      return DocumentTexts.of({
        read: Effect.fn("DocumentTexts.read")(function* (organizationId, { fileId, id, size, type }) {
          const known = yield* find(organizationId, fileId)
          if (Option.isSome(known)) return known
          const read = yield* files.read({ key: fileKey(organizationId, "documents", fileId), type, size })
          return (yield* insert(organizationId, id, fileId, read)) ? Option.some(read) : Option.none()
        }),
        show: Effect.fn("DocumentTexts.show")((key, fileId) => wall.within(key.organizationId, show(key, fileId))),
        part: Effect.fn("DocumentTexts.part")(({ id, organizationId }, part) => {
          // By the primary keys.
          const from = sql`
            FROM (
              SELECT x.* FROM documents d
              JOIN document_texts x ON x.organization_id = d.organization_id AND x.file_id = d.read_file_id
              WHERE d.organization_id = ${organizationId} AND d.id = ${id}
            ) t`
          return readPart(sql, from, part)
        })
      })
    })
  )

  /** Asks for SqlClient, TenantWall, Reactions, Storage and TextExtraction. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide(FileTexts.layer))
}
