import { Effect, Layer, Schema } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient } from "effect/sql"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import { Indexing } from "#features/intelligence/retrieval/Indexing.ts"
import { Retrieval } from "#features/intelligence/retrieval/Retrieval.ts"
import { Filling } from "#features/intelligence/retrieval/vectors/Filling.ts"
import { VectorSearch } from "#features/intelligence/retrieval/vectors/VectorSearch.ts"
import { detectLanguage } from "#platform/extractive/Language.ts"
import { Embeddings } from "#platform/Embeddings.ts"
import { layerEmbedded } from "../support/TestDatabase.ts"

/** Everything between a text and the passages that answer, over the embedded database, without a model. */
export const layerLibrary = Layer.mergeAll(Retrieval.layer, Indexing.layer, Filling.layer).pipe(
  Layer.provideMerge(VectorSearch.layer),
  Layer.provideMerge(Layer.mergeAll(Embeddings.layerHashed, SecureRandom.layerWebCrypto, layerEmbedded))
)

const RangeQuestion = Schema.Struct({
  question: Schema.String,
  corpus: Schema.String,
  references: Schema.Array(Schema.Struct({ start: Schema.Int, end: Schema.Int }))
})

const PassageQuestions = Schema.Struct({
  passages: Schema.Array(
    Schema.Struct({
      context: Schema.String,
      questions: Schema.Array(Schema.Struct({ question: Schema.String }))
    })
  )
})

/** The questions of the file, and the names of the texts that they are about. */
export const rangeQuestionsOf = Schema.decodeUnknownEffect(Schema.fromJsonString(Schema.Array(RangeQuestion)))
export const passageQuestionsOf = Schema.decodeUnknownEffect(Schema.fromJsonString(Schema.Array(PassageQuestions)))

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

/** For each question the share of its reference characters that stand in the passages found within so many tokens. */
export const chunkRecalls = Effect.fnUntraced(function* (
  questions: ReadonlyArray<typeof RangeQuestion.Type>,
  corpora: ReadonlyMap<string, string>,
  tokens: number
) {
  const retrieval = yield* Retrieval
  const names = [...corpora.keys()]
  const { ids, scope } = yield* shelve(names.map((title) => ({ title, text: corpora.get(title) ?? "" })))
  return yield* Effect.forEach(questions, ({ corpus, question, references }) =>
    Effect.map(retrieval.find(scope, question, { tokens }), ({ passages }) => {
      const sourceId = ids[names.indexOf(corpus)]
      const told = passages.filter((passage) => passage.sourceId === sourceId)
      const wanted = new Set(
        references.flatMap(({ end, start }) => Array.from({ length: end - start }, (_, at) => start + at))
      )
      const found = [...wanted].filter((at) => told.some(({ end, start }) => start <= at && at < end))
      return found.length / wanted.size
    })
  )
})

/** For each question 1 where the first passage found is of the text that has the answer, else 0. */
export const passageHits = Effect.fnUntraced(function* (articles: ReadonlyArray<typeof PassageQuestions.Type>) {
  const retrieval = yield* Retrieval
  const contexts = articles.flatMap(({ passages }) => passages)
  const { ids, scope } = yield* shelve(contexts.map(({ context }) => ({ title: "", text: context })))
  return yield* Effect.forEach(
    contexts.flatMap(({ questions }, at) => questions.map(({ question }) => ({ question, at }))),
    ({ at, question }) =>
      Effect.map(retrieval.find(scope, question, { tokens: 2_000 }), ({ passages }) =>
        passages[0]?.sourceId === ids[at] ? 1 : 0
      )
  )
})
