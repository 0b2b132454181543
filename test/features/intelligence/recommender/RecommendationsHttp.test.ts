import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { HttpApiTest } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import * as RecommendationsHttp from "#features/intelligence/recommender/RecommendationsHttp.ts"
import { TrainingRequests } from "#features/intelligence/recommender/TrainingRequests.ts"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { layerEmbedded } from "../../../support/TestDatabase.ts"
import { as, layer as layerTrusted } from "../../../support/TrustedBearer.ts"
import * as Circle from "./ReadingCircle.ts"

const services = RecommendationsHttp.layer.pipe(
  Layer.provideMerge(layerTrusted),
  Layer.provideMerge(TrainingRequests.layer),
  Layer.provideMerge(Ledger.layer),
  Layer.provideMerge(InProcess.layer),
  Layer.provideMerge(Circle.layerOver(layerEmbedded))
)

const client = HttpApiTest.groups(Api, ["recommendations"])

layer(services, { excludeTestServices: true })("the calls of recommendations", (it) => {
  it.effect("let an admin teach the library and see what it learned, and nobody else", () =>
    Effect.gen(function* () {
      const { library } = yield* Circle.circles
      const person = { ...(yield* Circle.reader(library)), role: "admin" as const, sessionId: "admin" }
      const admin = yield* client.pipe(as(person))
      const { jobId } = yield* admin.recommendations.train({ headers: {} })
      assert.deepStrictEqual(yield* admin.recommendations.train({ headers: {} }), { jobId })
      assert.deepStrictEqual(yield* admin.recommendations.models(), { items: [] })
      yield* Circle.learn(library)
      const { items } = yield* admin.recommendations.models()
      assert.deepInclude(items[0], { version: 1, kind: "ease", isActive: true, readers: 8, books: 6 })
      const librarian = yield* client.pipe(as({ ...person, role: "librarian", sessionId: "librarian" }))
      const refusals = [
        yield* Effect.flip(librarian.recommendations.train({ headers: {} })),
        yield* Effect.flip(librarian.recommendations.models())
      ]
      for (const refusal of refusals) {
        assert.deepStrictEqual(refusal._tag === "Forbidden" && refusal.requiredRole, "admin")
      }
    })
  )

  it.effect("show everybody books like one, of their own library", () =>
    Effect.gen(function* () {
      const library = yield* Circle.library
      const [one, other] = yield* Circle.shelve(library, [
        { title: "Emma", tags: ["marriage"] },
        { title: "Persuasion", tags: ["marriage"] }
      ])
      assert.isDefined(one)
      assert.isDefined(other)
      const person = { ...(yield* Circle.reader(library)), role: "member" as const, sessionId: "reader" }
      const reader = yield* client.pipe(as(person))
      const { items } = yield* reader.recommendations.similar({ params: { bookId: one }, query: { limit: 10 } })
      assert.deepStrictEqual(
        items.map(({ book, reasons }) => [book.id, reasons]),
        [[other, [{ type: "tag", text: "Also about “marriage”", label: "marriage" }]]]
      )
      const elsewhere = yield* Circle.reader(yield* Circle.library)
      const stranger = yield* client.pipe(as({ ...elsewhere, role: "member", sessionId: "stranger" }))
      const missing = yield* Effect.flip(
        stranger.recommendations.similar({ params: { bookId: one }, query: { limit: 10 } })
      )
      assert.strictEqual(missing._tag, "BookNotFound")
    })
  )
})
