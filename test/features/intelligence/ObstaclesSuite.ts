import { assert, layer } from "@effect/vitest"
import { Effect, Latch, type Layer, Option } from "effect"
import { SqlClient } from "effect/sql"
import { Summaries } from "#features/intelligence/Summaries.ts"
import { LlmError, LlmTooLong } from "#platform/LlmError.ts"
import { TextExtractionError } from "#platform/text/TextExtractionError.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { freshRoom, layerOver, partOf, politely } from "./ReadingRoom.ts"
import * as Shelf from "./Shelf.ts"

const tooLong = () => Effect.fail(new LlmError({ reason: new LlmTooLong({}) }))

/** What summaries keep to when something is in the way, or nobody may ask, on every database. */
export const obstaclesSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  layer(layerOver(database), { excludeTestServices: true })(name, (it) => {
    it.effect("a part that the model finds too long is read in halves, once", () =>
      Effect.gen(function* () {
        const reading = yield* freshRoom
        const longest = 1_500
        reading.answer = (request) => ((request.document ?? "").length > longest ? tooLong() : politely(request))
        const text = Shelf.prose(700)
        const book = yield* Shelf.shelve(text)
        yield* Shelf.summarize(book)
        assert.strictEqual(reading.asked[0]?.document, text)
        assert.isAbove(reading.asked.filter((request) => partOf(request) !== undefined).length, 1)
        assert.strictEqual(yield* Shelf.summaryOf(book), "This book is about a dragon.")

        reading.answer = tooLong
        const hopeless = yield* Shelf.shelve(text)
        const failure = yield* Effect.flip(Shelf.attempt(hopeless))
        assert.deepInclude(failure, { code: "LLM_TOO_LONG", retry: "never" })
      })
    )

    it.effect("a book removed before or while it is read leaves nothing to do", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const reading = yield* freshRoom
        const remove = (bookId: string) => Effect.orDie(sql`DELETE FROM books WHERE id = ${bookId}`)

        const removed = yield* Shelf.shelve("A dragon sleeps.")
        yield* remove(removed.bookId)
        assert.deepStrictEqual((yield* Shelf.summarize(removed)).result, { skipped: true })

        const book = yield* Shelf.shelve(Shelf.longBook)
        const gone = yield* Latch.make(false)
        const removal = Effect.andThen(remove(book.bookId), gone.open)
        reading.answer = (request) => {
          const part = partOf(request) ?? 0
          const first = part === 3 ? removal : part > 3 ? gone.await : Effect.void
          return Effect.andThen(first, politely(request))
        }
        assert.deepStrictEqual((yield* Shelf.summarize(book)).result, { skipped: true })
        assert.isBelow(reading.asked.length, 6)
        assert.deepStrictEqual(yield* Shelf.kept(book.organizationId), { parts: 0, texts: 0, summaries: 0 })
      })
    )

    it.effect("a book whose file went with it is removed, not broken", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const reading = yield* freshRoom
        const book = yield* Shelf.shelve("A dragon sleeps.")
        reading.contents.delete(book.fileId)
        assert.deepInclude(yield* Effect.flip(Shelf.attempt(book)), { code: "FILE_MISSING", retry: "never" })
        yield* sql`DELETE FROM books WHERE id = ${book.bookId}`
        assert.deepStrictEqual((yield* Shelf.attempt(book)).result, { skipped: true })
      })
    )

    it.effect("a summary of a file that was replaced meanwhile is not stored", () =>
      Effect.gen(function* () {
        yield* freshRoom
        const book = yield* Shelf.shelve("A dragon sleeps.")
        const completion = yield* Shelf.attempt(book)
        yield* Shelf.giveFile(book.organizationId, book.bookId, "A knight comes.")
        yield* Shelf.complete(completion)
        assert.isNull(yield* Shelf.summaryOf(book))
        assert.strictEqual((yield* Shelf.kept(book.organizationId)).summaries, 0)
      })
    )

    it.effect("what cannot be read is said at once, what may be read later is tried again", () =>
      Effect.gen(function* () {
        const reading = yield* freshRoom
        const book = yield* Shelf.shelve("pictures of pages")
        reading.extractionFailure = new TextExtractionError({ reason: "no_text", detail: "0 of 12 pages" })
        assert.deepInclude(yield* Effect.flip(Shelf.attempt(book)), { code: "NEEDS_OCR", retry: "never" })
        reading.extractionFailure = new TextExtractionError({ reason: "crashed", detail: "killed" })
        assert.deepInclude(yield* Effect.flip(Shelf.attempt(book)), { code: "EXTRACTION_CRASHED", retry: "later" })
        assert.strictEqual(reading.asked.length, 0)
      })
    )

    it.effect("what a model writes is kept as text that the database takes", () =>
      Effect.gen(function* () {
        const reading = yield* freshRoom
        reading.answer = () => Effect.succeed("A cafe\u0301\u0000 on\u0007 the hill.\r\nAnd a \ud83d dragon.")
        const book = yield* Shelf.shelve("A dragon sleeps.")
        yield* Shelf.summarize(book)
        assert.strictEqual(yield* Shelf.summaryOf(book), "A café on the hill.\nAnd a \ufffd dragon.")
      })
    )

    it.effect("a librarian asks for a summary: one job for one file, none where it is current", () =>
      Effect.gen(function* () {
        yield* freshRoom
        const summaries = yield* Summaries
        const book = yield* Shelf.shelve("A dragon sleeps.")
        const first = yield* summaries.request(book.librarian, book.bookId)
        const second = yield* summaries.request(book.librarian, book.bookId)
        assert.isNotNull(first.jobId)
        assert.deepStrictEqual(second, first)
        const [job] = yield* Shelf.jobsOf(book)
        assert.deepInclude(job, { id: first.jobId, createdBy: book.librarian.id, relatedId: book.bookId })

        yield* Shelf.summarize(book)
        assert.deepStrictEqual(yield* summaries.request(book.librarian, book.bookId), { jobId: null })
      })
    )

    it.effect("nobody asks for a summary of another library's book, of no file, or without being staff", () =>
      Effect.gen(function* () {
        yield* freshRoom
        const summaries = yield* Summaries
        const book = yield* Shelf.shelve("A dragon sleeps.")
        const elsewhere = yield* Shelf.library
        const refusal = (effect: Effect.Effect<unknown, { readonly _tag: string }>) =>
          Effect.map(Effect.flip(effect), ({ _tag }) => _tag)
        assert.strictEqual(yield* refusal(summaries.request(elsewhere.librarian, book.bookId)), "BookNotFound")
        const member = { ...book.librarian, role: "member" as const }
        assert.strictEqual(yield* refusal(summaries.request(member, book.bookId)), "Forbidden")
        const bare = yield* Shelf.addBook(book.organizationId)
        assert.strictEqual(yield* refusal(summaries.request(book.librarian, bare)), "BookFileNotFound")
      })
    )

    it.effect("a task that names another library's book does nothing", () =>
      Effect.gen(function* () {
        const { asked } = yield* freshRoom
        const summaries = yield* Summaries
        const book = yield* Shelf.shelve("A dragon sleeps.")
        const elsewhere = yield* Shelf.library
        const task = { ...book, organizationId: elsewhere.organizationId }
        assert.isTrue(Option.isNone(yield* summaries.make(task, () => Effect.void)))
        assert.strictEqual(asked.length, 0)
      })
    )
  })
