import { Context, Effect, Layer, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { BookId } from "#contract/catalogue/Book.ts"
import { BookFileId } from "#contract/catalogue/BookFile.ts"
import { Cover } from "#contract/catalogue/Cover.ts"
import { FileId } from "#contract/File.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"

/** A book of a library. */
export interface BookKey {
  readonly organizationId: OrganizationId
  readonly bookId: BookId
}

/** A cover that is in the storage. */
export interface StoredCover {
  readonly id: FileId
  readonly contentType: Cover["contentType"]
  readonly width: number
  readonly height: number
  /** Bytes. */
  readonly size: number
  readonly sha256: string
  /** The file whose first page it is; null where somebody uploaded it. */
  readonly fileId: BookFileId | null
}

const { contentType } = Cover.fields
const FoundRow = Schema.Struct({
  bookId: BookId,
  id: Schema.NullOr(FileId),
  contentType: Schema.NullOr(contentType),
  size: Schema.NullOr(Schema.Int),
  sha256: Schema.NullOr(Schema.String)
})
const RemovedRow = Schema.Struct({ id: FileId, fileId: Schema.NullOr(BookFileId) })
const UnseenRow = Schema.Struct({
  organizationId: OrganizationId,
  bookId: BookId,
  fileId: BookFileId,
  isWanted: Schema.Boolean
})

const decodeFound = Schema.decodeUnknownEffect(Schema.Array(FoundRow))
const decodeRemoved = Schema.decodeUnknownEffect(Schema.Array(RemovedRow))
const decodeUnseen = Schema.decodeUnknownEffect(Schema.Array(UnseenRow))
const decodeIds = Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ id: FileId })))

/** SQL over `book_covers` and `rendered_files`. */
export class CoverRepo extends Context.Service<CoverRepo>()("luminalib/features/catalogue/covers/CoverRepo", {
  make: Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    return {
      /** None where there is no such book; without an id where it has no cover. By keys. */
      find: Effect.fnUntraced(function* ({ bookId, organizationId }: BookKey) {
        const rows = yield* sql`
          SELECT b.id AS book_id, c.id, c.content_type, c.size, c.sha256
          FROM books b
          LEFT JOIN book_covers c ON c.organization_id = b.organization_id AND c.book_id = b.id
          WHERE b.organization_id = ${organizationId} AND b.id = ${bookId}`
        return Option.fromUndefinedOr((yield* decodeFound(rows))[0])
      }),
      /** The book is locked and has no cover. */
      insert: Effect.fnUntraced(function* ({ bookId, organizationId }: BookKey, cover: StoredCover) {
        yield* sql`
          INSERT INTO book_covers (id, organization_id, book_id, content_type, width, height, size, sha256, file_id)
          VALUES (${cover.id}, ${organizationId}, ${bookId}, ${cover.contentType}, ${cover.width}, ${cover.height},
            ${cover.size}, ${cover.sha256}, ${cover.fileId})`
      }),
      /** Takes the cover from the book, which is locked; where `pagesOnly`, not one that somebody uploaded. */
      remove: Effect.fnUntraced(function* ({ bookId, organizationId }: BookKey, pagesOnly = false) {
        const rows = yield* sql`
          DELETE FROM book_covers
          WHERE organization_id = ${organizationId} AND book_id = ${bookId}
            ${pagesOnly ? sql`AND file_id IS NOT NULL` : sql``}
          RETURNING id, file_id`
        return Option.fromUndefinedOr((yield* decodeRemoved(rows))[0])
      }),
      /** Whether the first page of the file may still become the cover: it was not looked at, and nobody uploaded one. */
      wantsPage: Effect.fnUntraced(function* ({ bookId, organizationId }: BookKey, fileId: BookFileId) {
        const rows = yield* sql`
          SELECT WHERE NOT EXISTS (
            SELECT FROM book_covers WHERE organization_id = ${organizationId} AND book_id = ${bookId}
          ) AND NOT EXISTS (
            SELECT FROM rendered_files WHERE organization_id = ${organizationId} AND file_id = ${fileId}
          )`
        return rows.length > 0
      }),
      /** Remembers that the first page was looked at, and why it shows nothing. The book is locked and has the file. */
      setRendered: Effect.fnUntraced(function* (
        organizationId: OrganizationId,
        fileId: BookFileId,
        code: string | null
      ) {
        yield* sql`
          INSERT INTO rendered_files (organization_id, file_id, code) VALUES (${organizationId}, ${fileId}, ${code})
          ON CONFLICT (organization_id, file_id) DO UPDATE SET code = excluded.code, rendered_at = now()`
      }),
      /** The first page may be looked at again. */
      forgetRendered: Effect.fnUntraced(function* (organizationId: OrganizationId, fileId: BookFileId) {
        yield* sql`DELETE FROM rendered_files WHERE organization_id = ${organizationId} AND file_id = ${fileId}`
      }),
      /** Files of books of all libraries, by their ids, and whether their first page is to be looked at. */
      next: Effect.fnUntraced(function* ({ after, limit }: { readonly after: string; readonly limit: number }) {
        const rows = yield* sql`
          SELECT f.organization_id, f.book_id, f.id AS file_id,
            f.type = 'pdf' AND r.file_id IS NULL AND c.id IS NULL AS is_wanted
          FROM (SELECT * FROM book_files WHERE id > ${after} ORDER BY id LIMIT ${limit}) f
          LEFT JOIN rendered_files r ON r.organization_id = f.organization_id AND r.file_id = f.id
          LEFT JOIN book_covers c ON c.organization_id = f.organization_id AND c.book_id = f.book_id
          ORDER BY f.id`
        return yield* decodeUnseen(rows)
      }),
      /** Those of the ids that have a row. */
      known: Effect.fnUntraced(function* (organizationId: OrganizationId, ids: ReadonlyArray<string>) {
        const rows = yield* sql`
          SELECT id FROM book_covers WHERE organization_id = ${organizationId} AND id = ANY(${ids}::uuid[])`
        return new Set(
          (yield* Effect.catchTag(decodeIds(rows), "SchemaError", Effect.die)).map((row): string => row.id)
        )
      })
    }
  })
}) {
  static readonly layer = Layer.effect(CoverRepo, CoverRepo.make)
}
