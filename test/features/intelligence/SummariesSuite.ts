import { assert, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { SqlClient } from "effect/sql"
import { Summaries } from "#features/intelligence/Summaries.ts"
import { LlmDown, LlmError } from "#platform/LlmError.ts"
import type { LlmRequest } from "#platform/LlmRequest.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { freshRoom, layerOver, partOf, politely } from "./ReadingRoom.ts"
import * as Shelf from "./Shelf.ts"

const down = () => Effect.fail(new LlmError({ reason: new LlmDown({ cause: "connection", detail: "refused" }) }))

const partsAsked = (asked: ReadonlyArray<LlmRequest>) => asked.flatMap((request) => partOf(request) ?? [])

/** What summaries keep to, on every database. */
export const summariesSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  layer(layerOver(database), { excludeTestServices: true })(name, (it) => {
    it.effect("a short book is read at once, and its summary says what made it", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const { asked } = yield* freshRoom
        const book = yield* Shelf.shelve("A dragon sleeps on the hill.")
        yield* Shelf.summarize(book)
        assert.strictEqual(yield* Shelf.summaryOf(book), "This book is about a dragon.")
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
        const { asked } = yield* freshRoom
        const book = yield* Shelf.shelve(Shelf.longBook)
        const phases: Array<string> = []
        const completion = yield* Shelf.attempt(book, phases)
        yield* Shelf.complete(completion)

        const parts = asked.filter((request) => partOf(request) !== undefined)
        const merges = asked.filter((request) => partOf(request) === undefined)
        assert.isAbove(parts.length, 9)
        const inOrder = parts.toSorted((a, b) => (partOf(a) ?? 0) - (partOf(b) ?? 0))
        assert.strictEqual(inOrder.map((request) => request.document).join(""), Shelf.longBook)
        assert.include(merges.at(-1)?.document, "In part 1 the dragon sleeps.")
        assert.strictEqual(yield* Shelf.summaryOf(book), "This book is about a dragon.")
        assert.strictEqual(phases[0], "extracting")
        assert.include(phases, `reading part 7 of ${parts.length}`)
        assert.strictEqual(phases.at(-1), "merging")
        assert.deepInclude(completion.result, { parts: parts.length, inputTokens: 100 * asked.length })
      })
    )

    it.effect("notes too many for one answer are merged over several levels", () =>
      Effect.gen(function* () {
        const reading = yield* freshRoom
        const wordy = "The dragon sleeps and dreams of gold in its cave on the hill. ".repeat(12)
        reading.answer = (request) => Effect.succeed(partOf(request) === undefined ? "Merged." : wordy)
        const book = yield* Shelf.shelve(Shelf.longBook)
        yield* Shelf.summarize(book)
        const merges = reading.asked.filter((request) => partOf(request) === undefined)
        assert.isAbove(merges.length, 2)
        assert.include(merges.at(-1)?.document, "Merged.")
        assert.notInclude(merges.at(-1)?.document, wordy.trim())
      })
    )

    it.effect("after a failure in part 7, another attempt pays only for what is missing", () =>
      Effect.gen(function* () {
        const reading = yield* freshRoom
        const book = yield* Shelf.shelve(Shelf.longBook)
        reading.answer = (request) => (partOf(request) === 7 ? down() : politely(request))
        const failure = yield* Effect.flip(Shelf.attempt(book))
        assert.strictEqual(failure._tag === "JobError" && failure.code, "LLM_DOWN")
        const first = partsAsked(reading.asked)
        const answered = first.filter((part) => part !== 7)
        assert.includeMembers(answered, [1, 2, 3, 4, 5, 6])
        assert.strictEqual((yield* Shelf.kept(book.organizationId)).parts, answered.length)

        reading.asked.length = 0
        reading.answer = politely
        const completion = yield* Shelf.summarize(book)
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
        const { asked } = yield* freshRoom
        const book = yield* Shelf.shelve("A dragon sleeps on the hill.")
        yield* Shelf.summarize(book)
        const completion = yield* Shelf.summarize(book)
        assert.deepStrictEqual(completion.result, { skipped: true })
        assert.strictEqual(asked.length, 1)
      })
    )

    it.effect("another model makes the summary anew", () =>
      Effect.gen(function* () {
        const reading = yield* freshRoom
        const book = yield* Shelf.shelve("A dragon sleeps on the hill.")
        yield* Shelf.summarize(book)
        reading.model = "scripted-2"
        reading.answer = () => Effect.succeed("A better summary.")
        yield* Shelf.summarize(book)
        assert.strictEqual(yield* Shelf.summaryOf(book), "A better summary.")
        assert.strictEqual(reading.extractions, 1)
        assert.strictEqual((yield* Shelf.kept(book.organizationId)).summaries, 1)
      })
    )

    it.effect("the same model with another context makes it anew too, and is not asked again what it answered", () =>
      Effect.gen(function* () {
        const reading = yield* freshRoom
        const summaries = yield* Summaries
        const book = yield* Shelf.shelve("A dragon sleeps on the hill.")
        yield* Shelf.summarize(book)
        assert.deepStrictEqual(yield* summaries.request(book.librarian, book.bookId), { jobId: null })
        reading.contextTokens = 4000
        assert.isNotNull((yield* summaries.request(book.librarian, book.bookId)).jobId)
        const completion = yield* Shelf.summarize(book)
        assert.deepInclude(completion.result, { parts: 1 })
        assert.strictEqual(reading.asked.length, 1)
        assert.deepStrictEqual(yield* summaries.request(book.librarian, book.bookId), { jobId: null })
      })
    )

    it.effect("another file makes the summary anew, and nothing of the old one is kept", () =>
      Effect.gen(function* () {
        const reading = yield* freshRoom
        const book = yield* Shelf.shelve("A dragon sleeps on the hill.")
        yield* Shelf.summarize(book)
        const replaced = yield* Shelf.giveFile(book.organizationId, book.bookId, "A knight comes up the hill.")
        assert.deepStrictEqual(yield* Shelf.kept(book.organizationId), { parts: 0, texts: 0, summaries: 0 })
        reading.answer = () => Effect.succeed("A book about a knight.")
        yield* Shelf.summarize(replaced)
        assert.strictEqual(yield* Shelf.summaryOf(book), "A book about a knight.")
        assert.strictEqual(reading.asked.at(-1)?.document, "A knight comes up the hill.")
      })
    )
  })
