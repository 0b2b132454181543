import { Effect, Layer, Schema } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient, type SqlError } from "effect/sql"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import { Indexing } from "#features/intelligence/retrieval/Indexing.ts"
import { Retrieval } from "#features/intelligence/retrieval/Retrieval.ts"
import type { SourceGone } from "#features/intelligence/retrieval/Source.ts"
import { Filling } from "#features/intelligence/retrieval/vectors/Filling.ts"
import { VectorSearch } from "#features/intelligence/retrieval/vectors/VectorSearch.ts"
import { detectLanguage } from "#platform/extractive/Language.ts"
import { Embeddings } from "#platform/Embeddings.ts"
import type { ThreadError } from "#platform/threads/Thread.ts"
import { layerEmbedded } from "../support/TestDatabase.ts"
import { pairedBootstrap } from "./Bootstrap.ts"
import type { Evaluation } from "./Evaluation.ts"

const budget = 2_000

/** Everything between a text and the passages that answer, over the embedded database, without a model. */
const layerLibrary = Layer.mergeAll(Retrieval.layer, Indexing.layer, Filling.layer).pipe(
  Layer.provideMerge(VectorSearch.layer),
  Layer.provideMerge(Layer.mergeAll(Embeddings.layerHashed, SecureRandom.layerWebCrypto, layerEmbedded))
)

const RangeQuestions = Schema.fromJsonString(
  Schema.Array(
    Schema.Struct({
      question: Schema.String,
      corpus: Schema.String,
      references: Schema.Array(Schema.Struct({ start: Schema.Int, end: Schema.Int }))
    })
  )
)

const Articles = Schema.fromJsonString(
  Schema.Array(
    Schema.Struct({
      passages: Schema.Array(
        Schema.Struct({
          context: Schema.String,
          questions: Schema.Array(Schema.Struct({ question: Schema.String }))
        })
      )
    })
  )
)

/** A library with texts in it, each as a book, and somebody who reads there. */
const shelve = Effect.fnUntraced(function* (texts: ReadonlyArray<{ readonly title: string; readonly text: string }>) {
  const sql = yield* SqlClient.SqlClient
  const indexing = yield* Indexing
  const filling = yield* Filling
  const organizationId = OrganizationId.make(crypto.randomUUID())
  yield* sql`INSERT INTO organizations (id, name) VALUES (${organizationId}, ${organizationId})`
  const ids = yield* Effect.forEach(texts, ({ text, title }) =>
    Effect.gen(function* () {
      const id = crypto.randomUUID()
      yield* sql`INSERT INTO books (id, organization_id, title, author) VALUES (${id}, ${organizationId}, ${title}, '')`
      const language = detectLanguage(text)
      yield* indexing.index(
        {
          organizationId,
          source: { id, kind: "book", title, author: null, ownerId: null },
          text,
          pages: [],
          language: language === "und" ? null : language,
          contentHash: id.replaceAll("-", "").repeat(2)
        },
        () => Effect.void
      )
      return id
    })
  )
  yield* filling.finish(organizationId)
  return { ids, scope: { organizationId, readerId: UserId.make(crypto.randomUUID()) } }
})

const rowOf = Effect.fnUntraced(function* (title: string, values: ReadonlyArray<number>) {
  const nothing = values.map(() => 0)
  const { high, low, mean } = yield* pairedBootstrap(values, nothing, { seed: title })
  return `${title}\n${"through the database".padEnd(32)}${mean.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`
})

/** The database of a measurement is there, or the measurement is of no use. */
const inLibrary = <A, R>(
  effect: Effect.Effect<A, Schema.SchemaError | SourceGone | ThreadError | SqlError.SqlError, R>
) =>
  effect.pipe(
    Effect.catchTag(["SqlError", "ThreadError", "SourceGone"], Effect.die),
    Effect.provide(Layer.orDie(layerLibrary))
  )

/**
 * What `ChunkRecall` measures, through the product itself: texts are indexed in the embedded database, and questions
 * asked of `Retrieval`.
 */
export const chunkRecallThroughDatabase: Evaluation = {
  file: "chunk-questions.json",
  texts: "chunk-corpora",
  report: Effect.fnUntraced(function* (json, texts) {
    const questions = yield* Schema.decodeEffect(RangeQuestions)(json)
    const retrieval = yield* Retrieval
    const names = [...texts.keys()]
    const library = yield* shelve(
      names.map((name) => ({ title: name.replaceAll("_", " "), text: texts.get(name) ?? "" }))
    )
    const recalls = yield* Effect.forEach(questions, ({ corpus, question, references }) =>
      Effect.map(retrieval.find(library.scope, question, { tokens: budget }), ({ passages }) => {
        const told = passages.filter(({ sourceId }) => sourceId === library.ids[names.indexOf(corpus)])
        const wanted = references.flatMap(({ end, start }) =>
          Array.from({ length: end - start }, (_, at) => start + at)
        )
        const found = wanted.filter((at) => told.some(({ end, start }) => start <= at && at < end))
        return found.length / Math.max(1, wanted.length)
      })
    )
    return yield* rowOf(`Chunk recall at ${budget} tokens over ${questions.length} questions`, recalls)
  }, inLibrary)
}

/** What `PassageHits` measures, through the product itself: every passage is a book of the library. */
export const passageHitsThroughDatabase: Evaluation = {
  file: "qa-passages.json",
  report: Effect.fnUntraced(function* (json) {
    const passages = (yield* Schema.decodeEffect(Articles)(json)).flatMap((article) => article.passages)
    const retrieval = yield* Retrieval
    const library = yield* shelve(passages.map(({ context }) => ({ title: "", text: context })))
    const asked = passages.flatMap(({ questions }, at) => questions.map(({ question }) => ({ question, at })))
    const hits = yield* Effect.forEach(asked, ({ at, question }) =>
      Effect.map(retrieval.find(library.scope, question, { tokens: budget }), ({ passages: [best] }) =>
        best?.sourceId === library.ids[at] ? 1 : 0
      )
    )
    return yield* rowOf(`Passage first of ${passages.length} over ${asked.length} questions`, hits)
  }, inLibrary)
}
