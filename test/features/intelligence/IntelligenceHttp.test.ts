import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { HttpApiTest } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import * as IntelligenceHttp from "#features/intelligence/IntelligenceHttp.ts"
import { layerEmbedded } from "../../support/TestDatabase.ts"
import { as, layer as layerTrusted } from "../../support/TrustedBearer.ts"
import { layerOver } from "./ReadingRoom.ts"
import * as Shelf from "./Shelf.ts"

const services = IntelligenceHttp.layer.pipe(
  Layer.provideMerge(layerTrusted),
  Layer.provideMerge(layerOver(layerEmbedded))
)

const client = HttpApiTest.groups(Api, ["intelligence"])

layer(services, { excludeTestServices: true })("the calls of intelligence", (it) => {
  it.effect("lead a librarian from asking for a summary to reading it", () =>
    Effect.gen(function* () {
      const book = yield* Shelf.shelve("A dragon sleeps.")
      const api = yield* client.pipe(as(book.librarian))
      const params = { id: book.bookId }
      const { jobId } = yield* api.intelligence.summarize({ headers: {}, params })
      const pending = yield* api.intelligence.analysis({ params })
      assert.deepInclude(pending.summary, { status: "pending", jobId })
      yield* Shelf.summarize(book)
      assert.deepStrictEqual(yield* api.intelligence.summarize({ headers: {}, params }), { jobId: null })
      const { summary } = yield* api.intelligence.analysis({ params })
      assert.strictEqual(summary.text, "This book is about a dragon.")
    })
  )

  it.effect("let members read, but not ask for work", () =>
    Effect.gen(function* () {
      const book = yield* Shelf.shelve("A dragon sleeps.")
      const api = yield* client.pipe(as({ ...book.librarian, sessionId: "reader", role: "member" }))
      const params = { id: book.bookId }
      assert.strictEqual((yield* api.intelligence.analysis({ params })).summary.status, "none")
      const refusal = yield* Effect.flip(api.intelligence.summarize({ headers: {}, params }))
      assert.deepStrictEqual(refusal._tag === "Forbidden" && refusal.requiredRole, "librarian")
    })
  )

  it.effect("tell a book without a file from a book of another library", () =>
    Effect.gen(function* () {
      const { librarian, organizationId } = yield* Shelf.library
      const api = yield* client.pipe(as(librarian))
      const bare = yield* Shelf.addBook(organizationId)
      assert.strictEqual(
        (yield* Effect.flip(api.intelligence.summarize({ headers: {}, params: { id: bare } })))._tag,
        "BookFileNotFound"
      )
      const theirs = yield* Shelf.shelve("A dragon sleeps.")
      const params = { id: theirs.bookId }
      assert.strictEqual((yield* Effect.flip(api.intelligence.summarize({ headers: {}, params })))._tag, "BookNotFound")
      assert.strictEqual((yield* Effect.flip(api.intelligence.analysis({ params })))._tag, "BookNotFound")
    })
  )
})
