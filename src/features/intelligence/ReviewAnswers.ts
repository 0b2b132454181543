import { Context, Data, Effect, Layer, Option, Schema } from "effect"
import { Digest } from "effect/crypto"
import { SqlClient, type SqlError, SqlSchema } from "effect/sql"
import { Llm } from "#platform/Llm.ts"
import type { LlmError } from "#platform/LlmError.ts"
import type { LlmRequest } from "#platform/LlmRequest.ts"
import type { RenderedPrompt } from "#platform/prompts/Prompt.ts"
import { dependencies } from "./Fingerprint.ts"
import { clean, type KeptAnswer, spentOn } from "./ModelAnswers.ts"
import { SentimentAnswer } from "./SentimentAnswer.ts"
import { Spending } from "./Spending.ts"
import { Spent } from "./Spent.ts"

/** What a model is asked about reviews of a book. */
export interface ReviewQuestion {
  readonly organizationId: string
  readonly bookId: string
  /** The review, or the book where it is about all of them. */
  readonly subjectId: string
  readonly prompt: RenderedPrompt
  /** Words of readers: fenced, and none of them obeyed. */
  readonly document: string
  readonly language: string | undefined
}

/** The book was removed while a model was asked about it. */
export class ReviewedBookGone extends Data.TaggedError("ReviewedBookGone") {}

type Failure = LlmError | ReviewedBookGone | SqlError.SqlError

/** Answers about reviews, kept until what they are for is stored: an attempt that follows does not pay again. */
export class ReviewAnswers extends Context.Service<
  ReviewAnswers,
  {
    readonly text: (question: ReviewQuestion) => Effect.Effect<KeptAnswer, Failure>
    readonly sentiment: (question: ReviewQuestion) => Effect.Effect<SentimentAnswer, Failure>
    /** Once what they were for is stored, in the same transaction. */
    readonly forget: (
      subject: Pick<ReviewQuestion, "organizationId" | "bookId" | "subjectId">
    ) => Effect.Effect<void, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/ReviewAnswers") {
  static readonly layerNoDeps = Layer.effect(
    ReviewAnswers,
    Effect.gen(function* () {
      const llm = yield* Llm
      const sql = yield* SqlClient.SqlClient
      const digest = yield* Digest.Digest
      const spending = yield* Spending
      const find = makeFind(sql)
      const insert = makeInsert(sql)

      const keyOf = ({ document, language, prompt }: ReviewQuestion) =>
        digest.digestHex(
          Digest.sha256,
          new TextEncoder().encode(dependencies([prompt], llm.info, language ?? "", document))
        )

      /** The kept answer, else a new one, kept before anything else can go wrong. */
      const kept = Effect.fnUntraced(
        function* (question: ReviewQuestion, ask: Effect.Effect<KeptAnswer, LlmError>) {
          const { bookId, organizationId, subjectId } = question
          const row = { organizationId, bookId, subjectId, key: yield* keyOf(question) }
          const known = yield* find(row)
          if (Option.isSome(known)) return { text: known.value.text, spent: known.value }
          const keep = ({ spent, text }: KeptAnswer) =>
            Effect.catchReason(insert({ ...row, text, ...spent }), "SqlError", "ConstraintError", () =>
              Effect.fail(new ReviewedBookGone())
            )
          const paid = spending.paying(organizationId, ask)
          return yield* Effect.uninterruptibleMask((restore) => Effect.tap(restore(paid), keep))
        },
        Effect.catchTag("SchemaError", Effect.die)
      )

      return ReviewAnswers.of({
        text: Effect.fn("ReviewAnswers.text")((question) =>
          kept(
            question,
            Effect.map(llm.generate(requestOf(question, "consensus")), (answer) => ({
              text: clean(answer),
              spent: spentOn(answer)
            }))
          )
        ),
        sentiment: Effect.fn("ReviewAnswers.sentiment")(function* (question) {
          const asked = { ...requestOf(question, "sentiment"), schema: SentimentAnswer, schemaName: "sentiment" }
          const answer = Effect.map(llm.generateObject(asked), ({ value, ...answer }) => ({
            text: encodeSentiment(value),
            spent: spentOn(answer)
          }))
          return yield* Effect.orDie(decodeSentiment((yield* kept(question, answer)).text))
        }),
        forget: Effect.fn("ReviewAnswers.forget")(({ bookId, organizationId, subjectId }) =>
          Effect.asVoid(sql`
            DELETE FROM review_answers
            WHERE organization_id = ${organizationId} AND book_id = ${bookId} AND subject_id = ${subjectId}`)
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide([Spending.layer, Digest.layerWebCrypto]))
}

const SentimentText = Schema.fromJsonString(SentimentAnswer)
const encodeSentiment = Schema.encodeSync(SentimentText)
const decodeSentiment = Schema.decodeEffect(SentimentText)

const requestOf = ({ document, language, prompt }: ReviewQuestion, purpose: string): LlmRequest => ({
  system: prompt.system,
  instructions: prompt.instructions,
  document,
  maxOutputTokens: prompt.maxOutputTokens,
  purpose,
  ...(language === undefined ? {} : { language })
})

const AnswerKey = Schema.Struct({
  organizationId: Schema.String,
  bookId: Schema.String,
  subjectId: Schema.String,
  key: Schema.String
})
const Answer = Schema.Struct({ text: Schema.String, ...Spent.fields })

/** By the primary key. */
const makeFind = (sql: SqlClient.SqlClient) =>
  SqlSchema.findOneOption({
    Request: AnswerKey,
    Result: Answer,
    execute: ({ bookId, key, organizationId, subjectId }) => sql`
      SELECT text, input_tokens, output_tokens, cost_micro_usd::float8, duration_ms FROM review_answers
      WHERE organization_id = ${organizationId} AND book_id = ${bookId} AND subject_id = ${subjectId} AND key = ${key}`
  })

const makeInsert = (sql: SqlClient.SqlClient) =>
  SqlSchema.void({
    Request: Schema.Struct({ ...AnswerKey.fields, ...Answer.fields }),
    execute: (row) => sql`INSERT INTO review_answers ${sql.insert(row)} ON CONFLICT DO NOTHING`
  })
