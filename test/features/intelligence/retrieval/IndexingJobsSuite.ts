import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"
import type { Book } from "#contract/catalogue/Book.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import { fileKey } from "#features/catalogue/files/FileKey.ts"
import * as BookContentsByWords from "#features/intelligence/retrieval/BookContentsByWords.ts"
import { BookIndexing } from "#features/intelligence/retrieval/BookIndexing.ts"
import { IndexBook } from "#features/intelligence/retrieval/IndexBook.ts"
import { Indexing } from "#features/intelligence/retrieval/Indexing.ts"
import * as IndexingJobs from "#features/intelligence/retrieval/IndexingJobs.ts"
import { VectorSearch } from "#features/intelligence/retrieval/vectors/VectorSearch.ts"
import type { AnyJob, JobError } from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import type { Database } from "#platform/Database.ts"
import { Embeddings } from "#platform/Embeddings.ts"
import { Storage } from "#platform/Storage.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { TextExtraction } from "#platform/text/TextExtraction.ts"
import { form, layerCatalogue, newLibrary, textFile } from "../../catalogue/CatalogueServices.ts"

const text = "The brass sextant lies in the observatory. ".repeat(30)

/** A book with a file, added by its librarian. */
const addBook = Effect.fnUntraced(function* (content = text) {
  const catalogue = yield* Catalogue
  const librarian = yield* newLibrary
  const book = yield* catalogue.addForm(
    librarian,
    form([["title", "Stars"], ["author", "Ann Author"], textFile(content)])
  )
  return { librarian, book, organizationId: librarian.organizationId }
})

/** What a worker does with a job of the kind. */
const run = Effect.fnUntraced(function* (job: AnyJob, payload: unknown) {
  const sql = yield* SqlClient.SqlClient
  const handlers = yield* IndexingJobs.handlers
  const handler = handlers.find((each) => each.job.kind === job.kind)
  if (handler === undefined) return assert.fail(`nobody does ${job.kind}`)
  const attempt = { jobId: "", organizationId: null, payload, attempt: 1, children: Effect.succeed([]) }
  const { commit = Effect.void, result } = yield* handler.run({ ...attempt, report: () => Effect.void })
  yield* sql.withTransaction(commit)
  return result
})

const payloadOf = (organizationId: string, { file, id }: Book) => ({ organizationId, bookId: id, fileId: file?.id })

const sourceOf = (book: Book) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql`SELECT title, author, failure, chunks > 0 AS found FROM sources WHERE id = ${book.id}`
  )

/** Jobs of the book that wait. */
const waiting = (organizationId: string, book: Book) =>
  Effect.flatMap(Ledger, (ledger) => ledger.list({ organizationId, relatedId: book.id, limit: 10 })).pipe(
    Effect.map((jobs) => jobs.filter(({ state }) => state === "pending").map(({ kind }) => kind))
  )

const contents = <E>(database: Layer.Layer<SqlClient.SqlClient, E>) =>
  Layer.orDie(Layer.provide(BookContentsByWords.layer, database))

const services = <E>(database: Layer.Layer<Database | SqlClient.SqlClient | TenantWall, E>) =>
  BookIndexing.layer.pipe(
    Layer.provideMerge(Indexing.layer),
    Layer.provideMerge(VectorSearch.layer),
    Layer.provideMerge(Embeddings.layerHashed),
    Layer.provideMerge(TextExtraction.layer),
    Layer.provideMerge(layerCatalogue(database, contents(database), IndexingJobs.reactions)),
    Layer.provide(database)
  )

/** How texts of books become searchable, over a database. */
export const indexingJobsSuite = <E>(
  name: string,
  database: Layer.Layer<Database | SqlClient.SqlClient | TenantWall, E>
) =>
  layer(services(database), { excludeTestServices: true })(`texts of books, ${name}`, (it) => {
    it.effect("are made searchable when a file is stored, and again when the book is renamed", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const { book, librarian, organizationId } = yield* addBook()
        assert.deepStrictEqual(yield* waiting(organizationId, book), [IndexBook.kind])
        yield* run(IndexBook, payloadOf(organizationId, book))
        const stars = { title: "Stars", author: "Ann Author", failure: null, found: true }
        assert.deepStrictEqual(yield* sourceOf(book), [stars])
        const found = yield* catalogue.list(organizationId, { q: "sextants", limit: 10, facets: false })
        assert.deepStrictEqual(
          found.items.map(({ id }) => id),
          [book.id]
        )
        const sql = yield* SqlClient.SqlClient
        yield* sql`UPDATE jobs SET state = 'completed', finished_at = now() WHERE related_id = ${book.id}`
        yield* catalogue.update(librarian, book.id, { genre: "Science", title: "Stars" }, undefined)
        assert.deepStrictEqual(yield* waiting(organizationId, book), [])
        const renamed = yield* catalogue.update(librarian, book.id, { author: "Anna Author" }, undefined)
        assert.deepStrictEqual(yield* waiting(organizationId, book), [IndexBook.kind])
        yield* run(IndexBook, payloadOf(organizationId, renamed))
        assert.deepStrictEqual(yield* sourceOf(book), [{ ...stars, author: "Anna Author" }])
      })
    )

    it.effect("are left alone where the file is another by now, or the book is gone", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const { book, librarian, organizationId } = yield* addBook()
        const payload = payloadOf(organizationId, book)
        yield* catalogue.updateForm(librarian, book.id, form([textFile("Another text. ".repeat(20))]), undefined)
        assert.deepStrictEqual(yield* run(IndexBook, payload), { skipped: true })
        yield* catalogue.remove(librarian, book.id, undefined)
        assert.deepStrictEqual(yield* run(IndexBook, payload), { skipped: true })
        assert.deepStrictEqual(yield* sourceOf(book), [])
      })
    )

    it.effect("that cannot be read are not tried again and again", () =>
      Effect.gen(function* () {
        const storage = yield* Storage
        const { book, organizationId } = yield* addBook()
        const fileId = Option.getOrThrow(Option.fromNullishOr(book.file?.id))
        yield* storage.remove([fileKey(organizationId, "books", fileId)])
        const error: JobError | { readonly _tag: "SqlError" } = yield* Effect.flip(
          run(IndexBook, payloadOf(organizationId, book))
        )
        assert.deepInclude(error, { _tag: "JobError", code: "FILE_MISSING", retry: "never" })
        assert.deepInclude((yield* sourceOf(book))[0], { failure: "FILE_MISSING", found: false })
        const sql = yield* SqlClient.SqlClient
        yield* sql`DELETE FROM jobs WHERE related_id = ${book.id}`
        yield* run(IndexingJobs.FindUnindexedBooks, {})
        assert.deepStrictEqual(yield* waiting(organizationId, book), [])
      })
    )

    it.effect("that were there before are found, and those made by earlier rules", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const before = yield* addBook()
        const earlier = yield* addBook()
        const current = yield* addBook()
        for (const { book, organizationId } of [earlier, current]) {
          yield* run(IndexBook, payloadOf(organizationId, book))
        }
        yield* sql`UPDATE sources SET analyser = 0 WHERE id = ${earlier.book.id}`
        yield* sql`DELETE FROM jobs`
        yield* run(IndexingJobs.FindUnindexedBooks, {})
        const kinds = yield* Effect.forEach([before, earlier, current], ({ book, organizationId }) =>
          waiting(organizationId, book)
        )
        assert.deepStrictEqual(kinds, [[IndexBook.kind], [IndexBook.kind], []])
      })
    )
  })
