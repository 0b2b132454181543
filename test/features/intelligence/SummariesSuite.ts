import { assert, layer } from "@effect/vitest"
import { Effect, Latch, type Layer, Option } from "effect"
import { SqlClient } from "effect/sql"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import { Summaries } from "#features/intelligence/Summaries.ts"
import { LlmDown, LlmError, LlmTooLong } from "#platform/LlmError.ts"
import type { LlmRequest } from "#platform/LlmRequest.ts"
import { TextExtractionError } from "#platform/text/TextExtractionError.ts"
import * as Room from "./ReadingRoom.ts"

const { ReadingRoom } = Room

const down = () => Effect.fail(new LlmError({ reason: new LlmDown({ cause: "connection", detail: "refused" }) }))
const tooLong = () => Effect.fail(new LlmError({ reason: new LlmTooLong({}) }))

/** A room as new: what earlier tests asked of it is forgotten. */
const room = Effect.map(ReadingRoom, (room) => {
  room.asked.length = 0
  room.answer = Room.politely
  room.model = "scripted-1"
  room.extractionFailure = undefined
  room.extractions = 0
  return room
})

const summaryOf = ({ bookId, organizationId }: Parameters<typeof Room.summarize>[0]) =>
  Effect.flatMap(Catalogue, (catalogue) => Effect.map(catalogue.get(organizationId, bookId), (book) => book.summary))

const partsAsked = (asked: ReadonlyArray<LlmRequest>) => asked.flatMap((request) => Room.partOf(request) ?? [])

/** Long enough for ten parts or more. */
const longBook = Room.prose(10_500)

/** What summaries keep to, on every database. */
export const summariesSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient, E>) =>
  layer(Room.layerOver(database), { excludeTestServices: true })(name, (it) => {
    it.effect("a short book is read at once, and its summary says what made it", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { asked } = yield* room
        const book = yield* Room.shelve("A dragon sleeps on the hill.")
        yield* Room.summarize(book)
        assert.strictEqual(yield* summaryOf(book), "This book is about a dragon.")
        assert.strictEqual(asked.length, 1)
        assert.strictEqual(asked[0]?.document, "A dragon sleeps on the hill.")
        const [row] = yield* sql`
          SELECT prompt_id, prompt_version, provider, model, parameters, input_tokens, output_tokens,
            cost_micro_usd::int, duration_ms
          FROM book_summaries WHERE organization_id = ${book.organizationId} AND book_id = ${book.bookId}`
        assert.deepStrictEqual(row, {
          promptId: "summarize-book",
          promptVersion: 1,
          provider: "ollama",
          model: "scripted-1",
          parameters: { temperature: 0.2, seed: 1 },
          inputTokens: 100,
          outputTokens: 10,
          costMicroUsd: 500,
          durationMs: 250
        })
      })
    )

    it.effect("a long book is read in parts that are together the book, and summarised from their notes", () =>
      Effect.gen(function* () {
        const { asked } = yield* room
        const book = yield* Room.shelve(longBook)
        const phases: Array<string> = []
        const completion = yield* Room.attempt(book, phases)
        yield* Room.complete(completion)

        const parts = asked.filter((request) => Room.partOf(request) !== undefined)
        const merges = asked.filter((request) => Room.partOf(request) === undefined)
        assert.isAbove(parts.length, 9)
        const inOrder = parts.toSorted((a, b) => (Room.partOf(a) ?? 0) - (Room.partOf(b) ?? 0))
        assert.strictEqual(inOrder.map((request) => request.document).join(""), longBook)
        assert.include(merges.at(-1)?.document, "In part 1 the dragon sleeps.")
        assert.strictEqual(yield* summaryOf(book), "This book is about a dragon.")
        assert.strictEqual(phases[0], "extracting")
        assert.include(phases, `reading part 7 of ${parts.length}`)
        assert.strictEqual(phases.at(-1), "merging")
        assert.deepInclude(completion.result, { parts: parts.length, inputTokens: 100 * asked.length })
      })
    )

    it.effect("notes too many for one answer are merged over several levels", () =>
      Effect.gen(function* () {
        const reading = yield* room
        const wordy = "The dragon sleeps and dreams of gold in its cave on the hill. ".repeat(12)
        reading.answer = (request) => Effect.succeed(Room.partOf(request) === undefined ? "Merged." : wordy)
        const book = yield* Room.shelve(longBook)
        yield* Room.summarize(book)
        const merges = reading.asked.filter((request) => Room.partOf(request) === undefined)
        assert.isAbove(merges.length, 2)
        assert.include(merges.at(-1)?.document, "Merged.")
        assert.notInclude(merges.at(-1)?.document, wordy.trim())
      })
    )

    it.effect("after a failure in part 7, another attempt pays only for what is missing", () =>
      Effect.gen(function* () {
        const reading = yield* room
        const book = yield* Room.shelve(longBook)
        reading.answer = (request) => (Room.partOf(request) === 7 ? down() : Room.politely(request))
        const failure = yield* Effect.flip(Room.attempt(book))
        assert.strictEqual(failure._tag === "JobError" && failure.code, "LLM_DOWN")
        const first = partsAsked(reading.asked)
        const answered = first.filter((part) => part !== 7)
        assert.includeMembers(answered, [1, 2, 3, 4, 5, 6])
        assert.strictEqual((yield* Room.kept(book.organizationId)).parts, answered.length)

        reading.asked.length = 0
        reading.answer = Room.politely
        const completion = yield* Room.summarize(book)
        const second = partsAsked(reading.asked)
        assert.include(second, 7)
        assert.deepStrictEqual(
          second.filter((part) => answered.includes(part)),
          []
        )
        assert.strictEqual(reading.extractions, 1)
        assert.strictEqual(Math.max(...second), answered.length + second.length)
        const merges = reading.asked.length - second.length
        const paid = answered.length + second.length + merges
        assert.deepInclude(completion.result, { inputTokens: 100 * paid })
      })
    )

    it.effect("a summary that is current is not made again", () =>
      Effect.gen(function* () {
        const { asked } = yield* room
        const book = yield* Room.shelve("A dragon sleeps on the hill.")
        yield* Room.summarize(book)
        const completion = yield* Room.summarize(book)
        assert.deepStrictEqual(completion.result, { skipped: true })
        assert.strictEqual(asked.length, 1)
      })
    )

    it.effect("another model makes the summary anew", () =>
      Effect.gen(function* () {
        const reading = yield* room
        const book = yield* Room.shelve("A dragon sleeps on the hill.")
        yield* Room.summarize(book)
        reading.model = "scripted-2"
        reading.answer = () => Effect.succeed("A better summary.")
        yield* Room.summarize(book)
        assert.strictEqual(yield* summaryOf(book), "A better summary.")
        assert.strictEqual(reading.extractions, 1)
        assert.strictEqual((yield* Room.kept(book.organizationId)).summaries, 1)
      })
    )

    it.effect("another file makes the summary anew, and nothing of the old one is kept", () =>
      Effect.gen(function* () {
        const reading = yield* room
        const book = yield* Room.shelve("A dragon sleeps on the hill.")
        yield* Room.summarize(book)
        const replaced = yield* Room.giveFile(book.organizationId, book.bookId, "A knight comes up the hill.")
        assert.deepStrictEqual(yield* Room.kept(book.organizationId), { parts: 0, texts: 0, summaries: 0 })
        reading.answer = () => Effect.succeed("A book about a knight.")
        yield* Room.summarize(replaced)
        assert.strictEqual(yield* summaryOf(book), "A book about a knight.")
        assert.strictEqual(reading.asked.at(-1)?.document, "A knight comes up the hill.")
      })
    )

    it.effect("a part that the model finds too long is read in halves, once", () =>
      Effect.gen(function* () {
        const reading = yield* room
        const longest = 1_500
        reading.answer = (request) => ((request.document ?? "").length > longest ? tooLong() : Room.politely(request))
        const text = Room.prose(700)
        const book = yield* Room.shelve(text)
        yield* Room.summarize(book)
        assert.strictEqual(reading.asked[0]?.document, text)
        assert.isAbove(partsAsked(reading.asked).length, 1)
        assert.strictEqual(yield* summaryOf(book), "This book is about a dragon.")

        reading.answer = tooLong
        const hopeless = yield* Room.shelve(text)
        const failure = yield* Effect.flip(Room.attempt(hopeless))
        assert.deepInclude(failure, { code: "LLM_TOO_LONG", retry: "never" })
      })
    )

    it.effect("a book removed before or while it is read leaves nothing to do", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const reading = yield* room
        const remove = (bookId: string) => Effect.orDie(sql`DELETE FROM books WHERE id = ${bookId}`)

        const removed = yield* Room.shelve("A dragon sleeps.")
        yield* remove(removed.bookId)
        assert.deepStrictEqual((yield* Room.summarize(removed)).result, { skipped: true })

        const book = yield* Room.shelve(longBook)
        const gone = yield* Latch.make(false)
        const removal = Effect.andThen(remove(book.bookId), gone.open)
        reading.answer = (request) => {
          const part = Room.partOf(request) ?? 0
          const first = part === 3 ? removal : part > 3 ? gone.await : Effect.void
          return Effect.andThen(first, Room.politely(request))
        }
        assert.deepStrictEqual((yield* Room.summarize(book)).result, { skipped: true })
        assert.isBelow(reading.asked.length, 6)
        assert.deepStrictEqual(yield* Room.kept(book.organizationId), { parts: 0, texts: 0, summaries: 0 })
      })
    )

    it.effect("a book whose file went with it is removed, not broken", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const reading = yield* room
        const book = yield* Room.shelve("A dragon sleeps.")
        reading.contents.delete(book.fileId)
        assert.deepInclude(yield* Effect.flip(Room.attempt(book)), { code: "FILE_MISSING", retry: "never" })
        yield* sql`DELETE FROM books WHERE id = ${book.bookId}`
        assert.deepStrictEqual((yield* Room.attempt(book)).result, { skipped: true })
      })
    )

    it.effect("a summary of a file that was replaced meanwhile is not stored", () =>
      Effect.gen(function* () {
        yield* room
        const book = yield* Room.shelve("A dragon sleeps.")
        const completion = yield* Room.attempt(book)
        yield* Room.giveFile(book.organizationId, book.bookId, "A knight comes.")
        yield* Room.complete(completion)
        assert.isNull(yield* summaryOf(book))
        assert.strictEqual((yield* Room.kept(book.organizationId)).summaries, 0)
      })
    )

    it.effect("what cannot be read is said at once, what may be read later is tried again", () =>
      Effect.gen(function* () {
        const reading = yield* room
        const book = yield* Room.shelve("pictures of pages")
        reading.extractionFailure = new TextExtractionError({ reason: "no_text", detail: "0 of 12 pages" })
        assert.deepInclude(yield* Effect.flip(Room.attempt(book)), { code: "NEEDS_OCR", retry: "never" })
        reading.extractionFailure = new TextExtractionError({ reason: "crashed", detail: "killed" })
        assert.deepInclude(yield* Effect.flip(Room.attempt(book)), { code: "EXTRACTION_CRASHED", retry: "later" })
        assert.strictEqual(reading.asked.length, 0)
      })
    )

    it.effect("what a model writes is kept as text that the database takes", () =>
      Effect.gen(function* () {
        const reading = yield* room
        reading.answer = () => Effect.succeed("A cafe\u0301\u0000 on\u0007 the hill.\r\nAnd a \ud83d dragon.")
        const book = yield* Room.shelve("A dragon sleeps.")
        yield* Room.summarize(book)
        assert.strictEqual(yield* summaryOf(book), "A café on the hill.\nAnd a \ufffd dragon.")
      })
    )

    it.effect("a librarian asks for a summary: one job for one file, none where it is current", () =>
      Effect.gen(function* () {
        yield* room
        const summaries = yield* Summaries
        const book = yield* Room.shelve("A dragon sleeps.")
        const first = yield* summaries.request(book.librarian, book.bookId)
        const second = yield* summaries.request(book.librarian, book.bookId)
        assert.isNotNull(first.jobId)
        assert.deepStrictEqual(second, first)
        const [job] = yield* Room.jobsOf(book)
        assert.deepInclude(job, { id: first.jobId, createdBy: book.librarian.id, relatedId: book.bookId })

        yield* Room.summarize(book)
        assert.deepStrictEqual(yield* summaries.request(book.librarian, book.bookId), { jobId: null })
      })
    )

    it.effect("nobody asks for a summary of another library's book, of no file, or without being staff", () =>
      Effect.gen(function* () {
        yield* room
        const summaries = yield* Summaries
        const book = yield* Room.shelve("A dragon sleeps.")
        const elsewhere = yield* Room.library
        const refusal = (effect: Effect.Effect<unknown, { readonly _tag: string }>) =>
          Effect.map(Effect.flip(effect), ({ _tag }) => _tag)
        assert.strictEqual(yield* refusal(summaries.request(elsewhere.librarian, book.bookId)), "BookNotFound")
        const member = { ...book.librarian, role: "member" as const }
        assert.strictEqual(yield* refusal(summaries.request(member, book.bookId)), "Forbidden")
        const bare = yield* Room.addBook(book.organizationId)
        assert.strictEqual(yield* refusal(summaries.request(book.librarian, bare)), "BookFileNotFound")
      })
    )

    it.effect("a task that names another library's book does nothing", () =>
      Effect.gen(function* () {
        const { asked } = yield* room
        const summaries = yield* Summaries
        const book = yield* Room.shelve("A dragon sleeps.")
        const elsewhere = yield* Room.library
        const task = { ...book, organizationId: elsewhere.organizationId }
        assert.isTrue(Option.isNone(yield* summaries.make(task, () => Effect.void)))
        assert.strictEqual(asked.length, 0)
      })
    )
  })
