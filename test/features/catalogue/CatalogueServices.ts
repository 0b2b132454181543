import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { ConfigProvider, Effect, FileSystem, Layer, Schema, Stream } from "effect"
import { Multipart } from "effect/http"
import { SqlClient } from "effect/sql"
import { BookFileStored, type NewBook } from "#contract/catalogue/Book.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import { BookContents } from "#features/catalogue/BookContents.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import type { Actor } from "#features/catalogue/CataloguePolicy.ts"
import { FileRepo } from "#features/catalogue/FileRepo.ts"
import { FileDownload } from "#features/catalogue/files/FileDownload.ts"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import * as Job from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { on, type Reaction, Reactions } from "#jobs/Reactions.ts"
import { Storage } from "#platform/Storage.ts"
import type { TenantWall } from "#platform/TenantWall.ts"

/** Stands for what later features do with a book's text. */
const ReadBook = Job.make("test.read-book", { payload: Schema.Struct({ fileId: Schema.String }) })

const readBooks = [
  on(BookFileStored, ({ bookId, fileId, organizationId }) => [
    Job.request(ReadBook, { fileId }, { organizationId, relatedId: bookId })
  ])
]

/** Files in a directory of their own, forms of at most one megabyte. */
const layerFiles = Layer.unwrap(
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const directory = yield* fs.makeTempDirectoryScoped({ prefix: "luminalib-catalogue-" })
    const env = { LOCAL_STORAGE_PATH: directory, MAX_UPLOAD_MB: "1" }
    return Storage.layerLocal.pipe(Layer.provideMerge(ConfigProvider.layer(ConfigProvider.fromEnv({ env }))))
  })
).pipe(Layer.provide(NodeServices.layer))

/** The catalogue over a database, with files on disk and jobs that nobody runs. */
export const layerCatalogue = <E>(
  database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>,
  contents: Layer.Layer<BookContents> = BookContents.layerUnread,
  reactions: ReadonlyArray<Reaction> = readBooks
) =>
  FileDownload.layer.pipe(
    Layer.provideMerge(Catalogue.layer),
    Layer.provide(contents),
    Layer.provideMerge(FileRepo.layer),
    Layer.provideMerge(Reactions.layer(reactions)),
    Layer.provideMerge(Ledger.layer),
    Layer.provideMerge(InProcess.layer),
    Layer.provideMerge(Layer.mergeAll(database, layerFiles, NodeCrypto.layer))
  )

/** A library of its own, with a librarian in it. */
export const newLibrary = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const organizationId = OrganizationId.make(crypto.randomUUID())
  yield* sql`INSERT INTO organizations (id, name) VALUES (${organizationId}, ${organizationId})`
  const librarian: Actor = { id: UserId.make(crypto.randomUUID()), organizationId, role: "librarian" }
  return librarian
})

export const dune: NewBook = { title: "Dune", author: "Frank Herbert" }

interface FilePart {
  readonly name: string
  readonly type?: string
  readonly content: string | Uint8Array
  readonly field?: string
}

export type PartSpec = readonly [field: string, value: string] | FilePart

const boundary = "----books"

/** The bytes of a multipart form, in pieces of `pieceBytes`. */
export const bytesOf = (parts: ReadonlyArray<PartSpec>, pieceBytes = 1000): ReadonlyArray<Uint8Array> => {
  const encoded = parts.flatMap((part) =>
    "content" in part
      ? [
          `--${boundary}\r\n`,
          `Content-Disposition: form-data; name="${part.field ?? "file"}"; filename="${part.name}"\r\n`,
          `Content-Type: ${part.type ?? "application/octet-stream"}\r\n\r\n`,
          part.content,
          "\r\n"
        ]
      : [`--${boundary}\r\nContent-Disposition: form-data; name="${part[0]}"\r\n\r\n${part[1]}\r\n`]
  )
  const whole = Buffer.concat([...encoded, `--${boundary}--\r\n`].map((part) => Buffer.from(part)))
  const pieces = Math.ceil(whole.length / pieceBytes)
  return Array.from({ length: pieces }, (_, i) => new Uint8Array(whole.subarray(i * pieceBytes, (i + 1) * pieceBytes)))
}

/** The parts as the parser of the server gives them. */
export const parse = <E>(bytes: Stream.Stream<Uint8Array, E>) =>
  bytes.pipe(
    Stream.rechunk(1),
    Stream.pipeThroughChannel(Multipart.makeChannel<E>({ "content-type": `multipart/form-data; boundary=${boundary}` }))
  )

/** A form as it arrives. */
export const form = (parts: ReadonlyArray<PartSpec>, pieceBytes?: number) =>
  parse(Stream.fromIterable(bytesOf(parts, pieceBytes)))

export const textFile = (content: string, name = "dune.txt"): FilePart => ({ name, type: "text/plain", content })

/** What is stored for the library, by key. */
export const storedKeys = (by: Actor) =>
  Effect.gen(function* () {
    const storage = yield* Storage
    const objects = yield* Stream.runCollect(storage.list(`${by.organizationId}/`))
    return objects.map((object) => object.key)
  })

/** What was noted of deeds done to the library. */
export const auditOf = (by: Actor) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql`
      SELECT actor_id, action, subject_id, detail FROM audit_entries
      WHERE organization_id = ${by.organizationId} ORDER BY id`
  )

/** How many rows of the library a table has. */
export const countRows = (by: Actor, table: "books" | "book_files" | "book_covers" | "jobs" | "deleted_files") =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql<{ readonly count: number }>`
      SELECT count(*)::int AS count FROM ${sql(table)} WHERE organization_id = ${by.organizationId}`
    return rows[0]?.count
  })
