import { assert, describe, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { SqlClient } from "effect/sql"
import * as IntelligenceJobs from "#features/intelligence/IntelligenceJobs.ts"
import * as ReviewData from "#features/intelligence/ReviewData.ts"
import { UpdateConsensus } from "#features/intelligence/UpdateConsensus.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { OllamaAnswers } from "../../support/ScriptedOllama.ts"
import { listening } from "../../support/Statements.ts"
import {
  analysisOf,
  circle,
  findStale,
  judge,
  keptAnswers,
  layerOver,
  Model,
  update,
  waiting,
  withModel,
  withoutModel
} from "./ReviewCircle.ts"

const says = (text: string) => Effect.map(Model, (model) => model.script(OllamaAnswers.ok(text)))
const lastAsked = Effect.map(Model, (model) => JSON.stringify(model.asked().at(-1)?.body))
const feels = (score: number) => says(JSON.stringify({ sentiment: score, confidence: 0.9 }))

/** A circle whose reviews are judged as they are written. */
const judging = Effect.map(circle, (place) => ({
  ...place,
  write: Effect.fnUntraced(function* (rating: number, text: string) {
    yield* feels((rating - 3) / 2)
    return yield* Effect.tap(place.write(rating, text), ({ task }) => judge(task))
  })
}))

/** What must hold of what readers make of a book, whatever database is underneath. */
export const consensusSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  describe(name, () => {
    layer(layerOver(database, withModel), { excludeTestServices: true })("a consensus that a model writes", (it) => {
      it.effect("is made with the first review, carried on with three more, and made anew when one is gone", () =>
        Effect.gen(function* () {
          const place = yield* judging
          const first = yield* place.write(4, "A calm book about the sea.")
          assert.deepInclude(yield* analysisOf(place), {
            rating: { average: 4, count: 1 },
            sentiment: { average: 0.5, distribution: { positive: 1, neutral: 0, negative: 0 } }
          })
          assert.deepInclude((yield* analysisOf(place)).consensus, { status: "pending", text: null })
          yield* says("One reader finds it calm.")
          assert.strictEqual(yield* update(place), "anew")
          assert.match(yield* lastAsked, /A reader gave 4 of 5 stars:\\n> A calm book about the sea/)
          const { consensus } = yield* analysisOf(place)
          assert.deepInclude(consensus, { status: "ready", text: "One reader finds it calm.", model: "mistral" })
          assert.strictEqual(consensus.promptVersion, "update-consensus/1")
          assert.strictEqual(yield* update(place), "nothing")

          yield* Effect.forEach([4, 4, 4], (rating) => place.write(rating, "Calm indeed, and rather short."))
          yield* says("Readers find it calm and short.")
          assert.strictEqual(yield* update(place), "carry-on")
          const body = yield* lastAsked
          assert.match(body, /Written from earlier reviews:\\n> One reader finds it calm\./)
          assert.notMatch(body, /about the sea/)
          assert.strictEqual(body.match(/A reader gave/g)?.length, 3)

          yield* place.reviews.remove(first.reader, first.review.id, undefined)
          yield* says("Readers find it short.")
          assert.strictEqual(yield* update(place), "anew")
          assert.notMatch(yield* lastAsked, /Written from|about the sea/)
          assert.strictEqual((yield* analysisOf(place)).consensus.text, "Readers find it short.")
          assert.strictEqual(yield* keptAnswers(place.bookId), 0)
        })
      )

      it.effect("says what made it and which review it saw last", () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const place = yield* judging
          yield* place.write(4, "A calm book about the sea.")
          const { review } = yield* place.write(5, "Best read in a harbour.")
          yield* says("Calm.")
          yield* update(place)
          const [row] = yield* sql`
            SELECT last_review_id, reviews, rounds, sentiment_mean, provider, model, prompt_id, prompt_version
            FROM book_consensus WHERE book_id = ${place.bookId}`
          assert.deepStrictEqual(row, {
            lastReviewId: review.id,
            reviews: 2,
            rounds: 0,
            sentimentMean: 0.75,
            provider: "ollama",
            model: "mistral",
            promptId: "update-consensus",
            promptVersion: 1
          })
        })
      )

      it.effect("forgets a hidden review, and goes with the last one", () =>
        Effect.gen(function* () {
          const place = yield* judging
          const { review } = yield* place.write(1, "The butler did it.")
          yield* says("One reader tells the end.")
          yield* update(place)
          yield* place.reviews.hide(place.librarian, review.id, "It tells the end.")
          assert.deepInclude((yield* analysisOf(place)).consensus, { status: "none", text: null, model: null })
          assert.strictEqual(yield* update(place), "remove")
          yield* place.reviews.unhide(place.librarian, review.id)
          yield* says("One reader was bold.")
          assert.strictEqual(yield* update(place), "anew")
        })
      )

      it.effect("follows soon when a reader goes with all they wrote, though nobody tells of it", () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const place = yield* judging
          const { reader } = yield* place.write(4, "My neighbour Ann lent it to me.")
          yield* place.write(4, "A calm book about the sea.")
          yield* says("Readers like it.")
          yield* update(place)
          yield* sql`UPDATE jobs SET state = 'cancelled', finished_at = now() WHERE related_id = ${place.bookId}`
          yield* sql`DELETE FROM users WHERE id = ${reader.id}`
          yield* findStale
          assert.strictEqual(yield* waiting(UpdateConsensus, place.bookId), 1)
          yield* says("One reader likes it.")
          assert.strictEqual(yield* update(place), "anew")
          assert.notMatch(yield* lastAsked, /Ann/)
          yield* sql`UPDATE jobs SET state = 'cancelled', finished_at = now() WHERE related_id = ${place.bookId}`
          yield* findStale
          assert.strictEqual(yield* waiting(UpdateConsensus, place.bookId), 0)
        })
      )

      it.effect("is asked for anew when a reader is forgotten, who may take their objections along", () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const wall = yield* TenantWall
          const place = yield* judging
          const { reader } = yield* place.write(4, "My neighbour Ann lent it to me.")
          const other = yield* place.write(4, "A calm book about the sea.")
          yield* place.reviews.report(reader, other.review.id, "Too calm.")
          yield* sql`UPDATE jobs SET state = 'cancelled', finished_at = now() WHERE related_id = ${place.bookId}`
          const keeper = yield* ReviewData.keeper
          assert.deepStrictEqual(
            (yield* keeper.collect(reader)).map((each) => [Object(each).reviewId, Object(each).reason]),
            [[other.review.id, "Too calm."]]
          )
          yield* wall.within(place.organizationId, keeper.forget(reader))
          assert.strictEqual(yield* waiting(UpdateConsensus, place.bookId), 1)
          assert.strictEqual((yield* analysisOf(place)).rating.count, 1)
        })
      )

      it.effect("that failed is shown with its reason, which stays as long as it is shown", () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const stillShown = yield* IntelligenceJobs.stillShown
          const place = yield* judging
          yield* place.write(4, "A calm book about the sea.")
          const errors = JSON.stringify([
            { code: "LLM_REFUSED", message: "It will not.", attempt: 1, at: "2026-03-04" }
          ])
          const jobs = yield* sql<{ readonly id: string }>`
            UPDATE jobs SET state = 'failed', finished_at = now(), errors = ${errors}::jsonb
            WHERE related_id = ${place.bookId} RETURNING id`
          const ids = jobs.map(({ id }) => id)
          const { consensus } = yield* analysisOf(place)
          assert.deepInclude(consensus, {
            status: "failed",
            text: null,
            error: { code: "LLM_REFUSED", message: "It will not." }
          })
          assert.deepStrictEqual(yield* stillShown(ids), ids)
          yield* place.write(5, "Best read in a harbour.")
          assert.deepInclude((yield* analysisOf(place)).consensus, { status: "pending" })
          assert.deepStrictEqual(yield* stillShown(ids), [])
        })
      )

      it.effect("is asked for once by many who write at the same time", () =>
        Effect.gen(function* () {
          const place = yield* judging
          yield* Effect.forEach([1, 2, 3], (rating) => place.write(rating, "So it is, I should say."))
          assert.strictEqual(yield* waiting(UpdateConsensus, place.bookId), 1)
        })
      )
    })

    layer(layerOver(database, withoutModel), { excludeTestServices: true })("a consensus without a model", (it) => {
      it.effect("is made of the readers' own sentences", () =>
        Effect.gen(function* () {
          const place = yield* circle
          const texts = [
            "The plot moves slowly but the language is beautiful.",
            "Beautiful language. The plot moves slowly, though.",
            "I read it on a train to Lisbon."
          ]
          yield* Effect.forEach(texts, (text) => Effect.flatMap(place.write(4, text), ({ task }) => judge(task)))
          assert.strictEqual(yield* update(place), "anew")
          const { consensus } = yield* analysisOf(place)
          assert.match(consensus.text ?? "", /plot moves slowly/)
          assert.deepInclude(consensus, { status: "ready", model: "lexrank-mmr", promptVersion: null })
        })
      )

      it.effect("is read with all else that is known of the book in one statement", () =>
        Effect.gen(function* () {
          const place = yield* circle
          const { task } = yield* place.write(4, "The plot moves slowly but the language is beautiful.")
          yield* judge(task)
          yield* update(place)
          const statements: Array<string> = []
          const analysis = yield* Effect.withTracer(analysisOf(place), listening(statements))
          assert.strictEqual(analysis.consensus.status, "ready")
          assert.strictEqual(statements.length, 1)
        })
      )
    })
  })
