import { assert, layer } from "@effect/vitest"
import { Effect, Exit, type Layer } from "effect"
import { SqlClient } from "effect/sql"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { Indexing } from "#features/intelligence/retrieval/Indexing.ts"
import type { Database } from "#platform/Database.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { listening } from "../../../support/Statements.ts"
import { index, layerOver, newBook, newDocument, newLibrary, newReader, withText } from "./Shelves.ts"

interface Row {
  readonly id: string
  readonly body: string
  readonly ordinal: number
  readonly revision: string
}

const chunksOf = (sourceId: string) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql<Row>`
      SELECT id, body, ordinal, revision FROM chunks WHERE source_id = ${sourceId} ORDER BY ordinal, id`
  )

/** A paragraph of about a chunk, about something of its own. */
const paragraph = (at: number): string =>
  Array.from({ length: 12 }, (_, line) => `Harbour master ${at} wrote line ${line} of the log about vessel${at}.`).join(
    " "
  )

const novel = (...paragraphs: ReadonlyArray<number>): string => paragraphs.map(paragraph).join("\n\n")

const range = (from: number, to: number): ReadonlyArray<number> =>
  Array.from({ length: to - from }, (_, at) => from + at)

/** What is counted of a library, and what a recount gives. */
const counted = Effect.fnUntraced(function* (organizationId: OrganizationId) {
  const sql = yield* SqlClient.SqlClient
  const [index] = yield* sql`
    SELECT coalesce(sum(chunks), 0)::int AS chunks, coalesce(sum(words), 0)::int AS words
    FROM search_indexes WHERE organization_id = ${organizationId}`
  const terms = yield* sql`
    SELECT term, chunks FROM chunk_terms WHERE organization_id = ${organizationId} ORDER BY term`
  const [recount] = yield* sql`
    SELECT count(*)::int AS chunks, coalesce(sum(words), 0)::int AS words
    FROM chunks WHERE organization_id = ${organizationId}`
  const recountedTerms = yield* sql`
    SELECT term COLLATE "C" AS term, count(*)::int AS chunks
    FROM chunks, unnest(tsvector_to_array(search)) term
    WHERE organization_id = ${organizationId} AND term <> ${organizationId}
    GROUP BY 1 ORDER BY 1`
  return { index, terms, recount, recountedTerms }
})

const assertCounts = Effect.fnUntraced(function* (organizationId: OrganizationId) {
  const { index, recount, recountedTerms, terms } = yield* counted(organizationId)
  assert.deepStrictEqual(index, recount)
  assert.deepStrictEqual(terms, recountedTerms)
})

/** The index of texts over a database. */
export const indexingSuite = <E>(name: string, database: Layer.Layer<Database | SqlClient.SqlClient | TenantWall, E>) =>
  layer(layerOver(database), { excludeTestServices: true })(`the index of texts, ${name}`, (it) => {
    it.effect("holds a text whole, in chunks that are numbered", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        const book = yield* newBook(library, novel(...range(0, 10)))
        const { chunks } = yield* index(book)
        const rows = yield* chunksOf(book.source.id)
        assert.isAbove(chunks, 5)
        assert.deepStrictEqual(
          rows.map(({ ordinal }) => ordinal),
          [...range(0, chunks)]
        )
        for (const at of range(0, 10)) {
          assert.isTrue(rows.some(({ body }) => body.includes(`Harbour master ${at} wrote line 3`)))
        }
        yield* assertCounts(library)
      })
    )

    it.effect("is left as it is where nothing is new, with one statement and a few that look for missing vectors", () =>
      Effect.gen(function* () {
        const book = yield* newBook(yield* newLibrary, novel(1, 2, 3))
        const first = yield* index(book)
        const before = yield* chunksOf(book.source.id)
        const statements: Array<string> = []
        assert.deepStrictEqual(yield* Effect.withTracer(index(book), listening(statements)), first)
        assert.strictEqual(statements.filter((text) => /INSERT|UPDATE|DELETE/u.test(text)).length, 1)
        assert.isAtMost(statements.length, 4)
        assert.deepStrictEqual(yield* chunksOf(book.source.id), before)
      })
    )

    it.effect("keeps the chunks that stayed when a text is replaced, and their places follow", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        const book = yield* newBook(library, novel(...range(0, 12)))
        yield* index(book)
        const before = yield* chunksOf(book.source.id)
        yield* index(withText(book, novel(...range(100, 103), ...range(0, 6), ...range(7, 12))))
        const after = yield* chunksOf(book.source.id)
        const known = new Map(before.map((row) => [row.id, row]))
        const stayed = after.filter(({ id }) => known.has(id))
        assert.isAbove(stayed.length, 5)
        for (const row of stayed) assert.strictEqual(row.body, known.get(row.id)?.body)
        assert.deepStrictEqual(
          after.map(({ ordinal }) => ordinal),
          [...range(0, after.length)]
        )
        assert.strictEqual(new Set(after.map(({ revision }) => revision)).size, 1)
        assert.isFalse(after.some(({ body }) => body.includes("master 6 wrote line 5")))
        yield* assertCounts(library)
      })
    )

    it.effect("goes on where it was when the work was cut off, and shows what is there meanwhile", () =>
      Effect.gen(function* () {
        const indexing = yield* Indexing
        const library = yield* newLibrary
        const book = yield* newBook(library, novel(...range(0, 80)))
        let batches = 0
        const cutOff = yield* Effect.exit(
          indexing.index(book, (_, phase) =>
            phase === "indexing" && ++batches === 2 ? Effect.die("the worker was killed") : Effect.void
          )
        )
        assert.isTrue(Exit.isFailure(cutOff))
        const meanwhile = yield* chunksOf(book.source.id)
        assert.strictEqual(meanwhile.length, 32)
        yield* assertCounts(library)
        const { chunks } = yield* index(book)
        const rows = yield* chunksOf(book.source.id)
        assert.strictEqual(rows.length, chunks)
        const ids = new Set(rows.map(({ id }) => id))
        assert.isTrue(meanwhile.every(({ id }) => ids.has(id)))
        yield* assertCounts(library)
      })
    )

    it.effect("gives up a text that another one has replaced meanwhile", () =>
      Effect.gen(function* () {
        const indexing = yield* Indexing
        const book = yield* newBook(yield* newLibrary, novel(1, 2, 3))
        const replacing = withText(book, novel(4, 5))
        const error = yield* Effect.flip(
          indexing.index(book, (_, phase) =>
            phase === "indexing"
              ? Effect.orDie(Effect.asVoid(index(replacing))).pipe(Effect.provideService(Indexing, indexing))
              : Effect.void
          )
        )
        assert.strictEqual(error._tag, "SourceGone")
        const rows = yield* chunksOf(book.source.id)
        assert.isTrue(rows.every(({ body }) => /master [45] /u.test(body)))
      })
    )

    it.effect("holds nothing of a book that is removed, before or while it is indexed", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const indexing = yield* Indexing
        const library = yield* newLibrary
        const book = yield* newBook(library, novel(1, 2))
        yield* index(book)
        const removed = sql`DELETE FROM books WHERE id = ${book.source.id}`
        yield* removed
        assert.deepStrictEqual(yield* chunksOf(book.source.id), [])
        const { index: totals, terms } = yield* counted(library)
        assert.deepStrictEqual([totals, terms], [{ chunks: 0, words: 0 }, []])
        assert.strictEqual((yield* Effect.flip(index(book)))._tag, "SourceGone")

        const second = yield* newBook(library, novel(3, 4))
        const error = yield* Effect.flip(
          indexing.index(second, (_, phase) =>
            phase === "indexing"
              ? Effect.orDie(Effect.asVoid(sql`DELETE FROM books WHERE id = ${second.source.id}`))
              : Effect.void
          )
        )
        assert.strictEqual(error._tag, "SourceGone")
        assert.deepStrictEqual(yield* chunksOf(second.source.id), [])
      })
    )

    it.effect("lets a book be removed while its text is being written", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const library = yield* newLibrary
        for (const at of range(0, 4)) {
          const book = yield* newBook(library, novel(...range(at, at + 40)))
          const outcome = yield* Effect.all(
            [
              Effect.exit(index(book)),
              Effect.delay(sql`DELETE FROM books WHERE id = ${book.source.id}`, `${at * 40} millis`)
            ],
            { concurrency: 2 }
          )
          if (Exit.isFailure(outcome[0])) assert.include(String(outcome[0].cause), "SourceGone")
          assert.deepStrictEqual(yield* chunksOf(book.source.id), [])
        }
        yield* assertCounts(library)
      })
    )

    it.effect("counts words right, whatever comes, changes and goes in whatever order", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const indexing = yield* Indexing
        const library = yield* newLibrary
        let state = 7
        const random = (below: number) => {
          state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
          return Math.floor((state / 2 ** 32) * below)
        }
        const shelf = []
        for (const _ of range(0, 25)) {
          const text = novel(...range(0, 1 + random(4)).map(() => random(9)))
          const at = random(shelf.length + 1)
          const chosen = shelf[at]
          if (chosen === undefined) {
            const book = yield* newBook(library, text)
            shelf.push(book)
            yield* index(book)
          } else if (random(3) === 0) {
            shelf.splice(at, 1)
            if (random(2) === 0) yield* indexing.remove(library, chosen.source.id)
            else yield* sql`DELETE FROM books WHERE id = ${chosen.source.id}`
          } else yield* index(withText(chosen, text))
        }
        yield* assertCounts(library)
        assert.isAbove((yield* counted(library)).terms.length, 10)
      })
    )

    it.effect("writes texts of one library from many sides at once", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        const books = yield* Effect.forEach(range(0, 6), (at) => newBook(library, novel(at, 50, 51, at + 1)))
        yield* Effect.forEach(books, index, { concurrency: "unbounded" })
        yield* Effect.forEach(books, (book) => index(withText(book, novel(60, 50))), { concurrency: "unbounded" })
        yield* assertCounts(library)
      })
    )

    it.effect("says of a document who may read it as the document does, however old the asker's knowledge", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const library = yield* newLibrary
        const owner = yield* newReader(library)
        const document = yield* newDocument(library, owner, novel(1))
        yield* index({ ...document, source: { ...document.source, ownerId: null } })
        const ownerOf = sql`SELECT owner_id FROM sources WHERE id = ${document.source.id}`
        assert.deepStrictEqual(yield* ownerOf, [{ ownerId: owner }])
        const indexing = yield* Indexing
        yield* indexing.setOwner(library, document.source.id, null)
        assert.deepStrictEqual(yield* ownerOf, [{ ownerId: null }])
      })
    )

    it.effect("remembers a file that cannot be read, and forgets the text before it", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const indexing = yield* Indexing
        const book = yield* newBook(yield* newLibrary, novel(1, 2))
        yield* index(book)
        yield* indexing.refuse({ ...book, contentHash: "f".repeat(64), failure: "NEEDS_OCR" })
        assert.deepStrictEqual(yield* chunksOf(book.source.id), [])
        assert.deepStrictEqual(yield* sql`SELECT failure FROM sources WHERE id = ${book.source.id}`, [
          { failure: "NEEDS_OCR" }
        ])
        yield* index(book)
        assert.isNotEmpty(yield* chunksOf(book.source.id))
        assert.deepStrictEqual(yield* sql`SELECT failure FROM sources WHERE id = ${book.source.id}`, [
          { failure: null }
        ])
      })
    )
  })
