import { Effect, Layer } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient } from "effect/sql"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import { Indexing } from "#features/intelligence/retrieval/Indexing.ts"
import { Retrieval } from "#features/intelligence/retrieval/Retrieval.ts"
import type { SourceText } from "#features/intelligence/retrieval/Source.ts"
import { VectorSearch } from "#features/intelligence/retrieval/vectors/VectorSearch.ts"
import type { Database } from "#platform/Database.ts"
import { Embeddings } from "#platform/Embeddings.ts"
import type { TenantWall } from "#platform/TenantWall.ts"

/** Indexing and retrieval over a database, without a model. */
export const layerOver = <E>(database: Layer.Layer<Database | SqlClient.SqlClient | TenantWall, E>) =>
  Layer.merge(Indexing.layer, Retrieval.layer).pipe(
    Layer.provideMerge(VectorSearch.layer),
    Layer.provideMerge(Layer.mergeAll(Embeddings.layerHashed, SecureRandom.layerWebCrypto, database))
  )

/** A library that nobody else knows. */
export const newLibrary = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const organizationId = OrganizationId.make(crypto.randomUUID())
  yield* sql`INSERT INTO organizations (id, name) VALUES (${organizationId}, ${organizationId})`
  return organizationId
})

/** Somebody who reads in the library. */
export const newReader = Effect.fnUntraced(function* (organizationId: OrganizationId) {
  const sql = yield* SqlClient.SqlClient
  const id = UserId.make(crypto.randomUUID())
  yield* sql`
    INSERT INTO users (id, organization_id, email, full_name, password_hash, role)
    VALUES (${id}, ${organizationId}, ${`${id}@example.org`}, 'A Reader', '', 'member')`
  return id
})

const hashOf = (text: string): string => Buffer.from(text.slice(0, 16)).toString("hex").padEnd(40, "0").slice(0, 40)

/** The text as that of another file. */
export const withText = (source: SourceText, text: string, title = source.source.title): SourceText => ({
  ...source,
  source: { ...source.source, title },
  text,
  contentHash: `${hashOf(text)}${crypto.randomUUID().replaceAll("-", "").slice(0, 24)}`
})

/** A book on the shelf, with the text of its file. */
export const newBook = Effect.fnUntraced(function* (organizationId: OrganizationId, text: string, title = "A Book") {
  const sql = yield* SqlClient.SqlClient
  const id = crypto.randomUUID()
  yield* sql`
    INSERT INTO books (id, organization_id, title, author) VALUES (${id}, ${organizationId}, ${title}, 'Ann Author')`
  const source: SourceText = {
    organizationId,
    source: { id, kind: "book", title, author: "Ann Author", ownerId: null },
    text,
    pages: [],
    language: "en",
    contentHash: ""
  }
  return withText(source, text)
})

/** A document that only its owner may read, or everybody where there is none. */
export const newDocument = Effect.fnUntraced(function* (
  organizationId: OrganizationId,
  ownerId: UserId | null,
  text: string
) {
  const sql = yield* SqlClient.SqlClient
  const id = crypto.randomUUID()
  yield* sql`
    INSERT INTO documents (id, organization_id, owner_id, title, visibility, file_id, file_name, type, size, sha256)
    VALUES (${id}, ${organizationId}, ${ownerId}, 'Notes', ${ownerId === null ? "organization" : "private"},
      ${crypto.randomUUID()}, 'notes.txt', 'txt', 1, ${"0".repeat(64)})`
  const source: SourceText = {
    organizationId,
    source: { id, kind: "document", title: "Notes", author: null, ownerId },
    text,
    pages: [],
    language: "en",
    contentHash: ""
  }
  return withText(source, text)
})

/** Indexes without telling how far it is. */
export const index = Effect.fnUntraced(function* (source: SourceText) {
  const indexing = yield* Indexing
  return yield* indexing.index(source, () => Effect.void)
})
