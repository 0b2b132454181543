import { assert, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { SqlClient } from "effect/sql"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import type { SummarizeBookTask } from "#features/intelligence/SummarizeBook.ts"
import { TagSuggestions } from "#features/intelligence/TagSuggestions.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { LlmBusy, LlmError, LlmRefused } from "#platform/LlmError.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { freshRoom, layerOver } from "./ReadingRoom.ts"
import * as Shelf from "./Shelf.ts"

/** What a worker does with the job. */
const suggest = Effect.fnUntraced(function* (task: SummarizeBookTask) {
  const suggestions = yield* TagSuggestions
  const sql = yield* SqlClient.SqlClient
  const tags = yield* suggestions.suggest(task)
  yield* sql.withTransaction(suggestions.keep(task, tags))
})

const bookOf = ({ bookId, organizationId }: SummarizeBookTask) =>
  Effect.flatMap(Catalogue, (catalogue) => catalogue.get(organizationId, bookId))

const whales = "The white whale rose. The crew of the ship saw the white whale, and the white whale saw the crew. "

/** A book that is read and summarised. */
const summarized = Effect.gen(function* () {
  const room = yield* freshRoom
  room.answer = () => Effect.succeed("A crew of whalers meets a white whale on their voyage.")
  const book = yield* Shelf.shelve(whales.repeat(5))
  yield* Shelf.summarize(book)
  return { ...book, room }
})

/** Suggestions of tags over a database. */
export const tagSuggestionsSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  layer(layerOver(database), { excludeTestServices: true })(`suggested tags, ${name}`, (it) => {
    it.effect("are asked for with the summary, in its transaction", () =>
      Effect.gen(function* () {
        const ledger = yield* Ledger
        const { bookId, organizationId } = yield* summarized
        const jobs = yield* ledger.list({ organizationId, relatedId: bookId, limit: 10 })
        assert.deepStrictEqual(
          jobs.map(({ kind }) => kind),
          ["intelligence.suggest-tags"]
        )
      })
    )

    it.effect("are the model's, in normal form, as the library writes them, and marked until somebody edits them", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const { librarian, room, ...book } = yield* summarized
        yield* catalogue.add(librarian, { title: "Typee", author: "Herman Melville", tags: ["Whaling", "Pacific"] })
        room.object = { tags: ["whaling", " The  SEA", "the sea"] }
        yield* suggest(book)
        assert.include(room.asked.at(-1)?.instructions, "Tags that the library uses already, the most frequent first: ")
        const tagged = yield* bookOf(book)
        assert.deepInclude(tagged, { tags: ["Whaling", "the sea"], tagsSuggested: true, version: 1 })
        const found = yield* catalogue.list(book.organizationId, { tag: ["whaling"], limit: 10, facets: false })
        assert.strictEqual(found.total, 2)
        const kept = yield* catalogue.update(librarian, book.bookId, { title: "Moby-Dick" }, undefined)
        assert.isTrue(kept.tagsSuggested)
        const edited = yield* catalogue.update(librarian, book.bookId, { tags: ["whaling"] }, undefined)
        assert.deepInclude(edited, { tags: ["Whaling"], tagsSuggested: false })
        yield* suggest(book)
        assert.deepStrictEqual((yield* bookOf(book)).tags, ["Whaling"])
      })
    )

    it.effect("are words of the text where the model gives no answer that can be used", () =>
      Effect.gen(function* () {
        const { room, ...book } = yield* summarized
        room.object = new LlmError({ reason: new LlmRefused({ detail: "a filter" }) })
        yield* suggest(book)
        assert.deepInclude(yield* bookOf(book), { tags: ["white whale", "crew"], tagsSuggested: true })
      })
    )

    it.effect("wait for a model that is busy", () =>
      Effect.gen(function* () {
        const { room, ...book } = yield* summarized
        room.object = new LlmError({ reason: new LlmBusy({}) })
        assert.strictEqual((yield* Effect.flip(suggest(book)))._tag, "LlmError")
        assert.deepStrictEqual((yield* bookOf(book)).tags, [])
      })
    )

    it.effect("never touch what somebody tagged meanwhile, nor a book with another file", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const { librarian, room, ...book } = yield* summarized
        room.object = { tags: ["whaling"] }
        const suggestions = yield* TagSuggestions
        const tags = yield* suggestions.suggest(book)
        yield* catalogue.update(librarian, book.bookId, { tags: ["mine"] }, undefined)
        yield* suggestions.keep(book, tags)
        assert.deepInclude(yield* bookOf(book), { tags: ["mine"], tagsSuggested: false })
        const other = yield* summarized
        yield* Shelf.giveFile(other.organizationId, other.bookId, "Another text.")
        assert.deepStrictEqual(yield* suggestions.suggest(other), [])
        yield* suggestions.keep(other, tags)
        assert.deepStrictEqual((yield* bookOf(other)).tags, [])
      })
    )
  })
