import { Effect, Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { BookId } from "../catalogue/Book.ts"
import { declare, members } from "../Problem.ts"
import { paragraphs } from "../Text.ts"
import { Timestamp } from "../Timestamp.ts"
import { DocumentId } from "../workspace/Document.ts"

export const AnswerId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("AnswerId"))
export type AnswerId = typeof AnswerId.Type

/** Questions that follow one another. */
export const ConversationId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("ConversationId"))
export type ConversationId = typeof ConversationId.Type

const anId = "0198c0de-6d2f-7b1e-9a51-3f1f5f6f8a10"
const mostSources = Schema.isMaxLength(50, { expected: "at most 50 of them", problemCode: "TOO_LONG" })

/** A question to the library. Where `bookIds` and `documentIds` name nothing, all that the caller may read is searched. */
export const NewQuestion = Schema.Struct({
  question: paragraphs(2000, "When did the harbour freeze?"),
  bookIds: Schema.optionalKey(
    Schema.Array(BookId)
      .check(mostSources)
      .annotate({ description: "Search these books only", examples: [[BookId.make(anId)]] })
  ),
  documentIds: Schema.optionalKey(
    Schema.Array(DocumentId)
      .check(mostSources)
      .annotate({ description: "Search these documents only", examples: [[DocumentId.make(anId)]] })
  ),
  conversationId: Schema.optionalKey(
    ConversationId.annotate({
      description: "Of an earlier answer that this question follows",
      examples: [ConversationId.make(anId)]
    })
  )
}).annotate({ identifier: "NewQuestion" })
export type NewQuestion = typeof NewQuestion.Type

/** What kind of text a source is. */
export const SourceKind = Schema.Literals(["book", "document"])

const place = {
  sourceId: Schema.String.annotate({ description: "Id of the book or document" }),
  kind: SourceKind,
  title: Schema.String,
  author: Schema.NullOr(Schema.String),
  page: Schema.optionalKey(Schema.Int.annotate({ description: "Page that it begins on, where the source has pages" })),
  start: Schema.Int.annotate({ description: "Where it begins in the text of the source, in UTF-16 units" }),
  end: Schema.Int.annotate({ description: "Where it ends, exclusive" })
}

/** Where a source says what a sentence says. */
export const Citation = Schema.Struct({
  index: Schema.Int.annotate({ description: "The number by which sentences name it, from 1" }),
  ...place,
  quote: Schema.String.annotate({ description: "The words of the source, as they stand there" }),
  score: Schema.Finite.annotate({ description: "Share of the sentence's words that the quote supports, 0..1" }),
  verified: Schema.Boolean.annotate({
    description: "The quote stands in the source, and has the numbers, dates and names of the sentence"
  })
}).annotate({ identifier: "Citation" })
export type Citation = typeof Citation.Type

/** One sentence of an answer: plain words, without links, images or markup, whatever the sources hold. */
export const AnswerSentence = Schema.Struct({
  text: Schema.String,
  citations: Schema.Array(Schema.Int).annotate({ description: "`index` of each citation that it rests on" }),
  supported: Schema.Boolean.annotate({
    description: "False: its sources say it only in part. Mark it where it is shown"
  })
}).annotate({ identifier: "AnswerSentence" })
export type AnswerSentence = typeof AnswerSentence.Type

/** What came nearest to a question that the library cannot answer. */
export const NearPassage = Schema.Struct({ ...place, text: Schema.String, score: Schema.Finite }).annotate({
  identifier: "NearPassage"
})
export type NearPassage = typeof NearPassage.Type

/**
 * `running`: it is being written. `complete`. `failed`: it broke off; what is there is verified. `cancelled`: whoever
 * asked left before its end.
 */
export const AnswerStatus = Schema.Literals(["running", "complete", "failed", "cancelled"])
export type AnswerStatus = typeof AnswerStatus.Type

/** Why an answer broke off, or was written without the model. */
const Trouble = Schema.Struct({ code: Schema.String.annotate({ examples: ["LLM_DOWN"] }), message: Schema.String })

/** What an answer took. */
export const AnswerUsage = Schema.Struct({
  inputTokens: Schema.Int,
  outputTokens: Schema.Int,
  costUsd: Schema.NullOr(Schema.Finite).annotate({ description: "Null where nobody says a price" })
}).annotate({ identifier: "AnswerUsage" })

/** A question and what the library answers. */
export const Answer = Schema.Struct({
  id: AnswerId,
  conversationId: ConversationId,
  status: AnswerStatus,
  question: Schema.String,
  answer: Schema.String.annotate({ description: "All sentences, each with the numbers of its citations: `… [1][2]`" }),
  known: Schema.Boolean.annotate({ description: "False: the library does not know, and `passages` came nearest" }),
  sentences: Schema.Array(AnswerSentence),
  citations: Schema.Array(Citation).annotate({
    description: "Those of sources that the caller may read now and that have the text of then: others are withheld"
  }),
  passages: Schema.optionalKey(Schema.Array(NearPassage)),
  model: Schema.String.annotate({ description: "`extractive`: in the words of the sources, without a model" }),
  usage: AnswerUsage,
  budgetExceeded: Schema.Boolean.annotate({
    description: "The library has used up its tokens of the month, so the answer is extractive"
  }),
  trouble: Schema.optionalKey(Trouble).annotate({
    description: "Why it broke off, or why the model did not write it"
  }),
  createdAt: Timestamp
}).annotate({ identifier: "Answer" })
export type Answer = typeof Answer.Type

/** An answer in a list: without its sources. */
export const AnswerSummary = Schema.Struct({
  id: AnswerId,
  conversationId: ConversationId,
  status: AnswerStatus,
  question: Schema.String,
  answer: Schema.String,
  known: Schema.Boolean,
  model: Schema.String,
  createdAt: Timestamp
}).annotate({ identifier: "AnswerSummary" })
export type AnswerSummary = typeof AnswerSummary.Type

/** Those of others are absent. */
export class AnswerNotFound extends HttpApiError.Problem<AnswerNotFound>()(
  "AnswerNotFound",
  declare({ code: "ANSWER_NOT_FOUND", status: 404, title: "No such answer" }),
  { ...members("ANSWER_NOT_FOUND"), answerId: AnswerId }
) {}

/** There is no answer of the caller's in the conversation. */
export class ConversationNotFound extends HttpApiError.Problem<ConversationNotFound>()(
  "ConversationNotFound",
  declare({ code: "CONVERSATION_NOT_FOUND", status: 404, title: "No such conversation" }),
  { ...members("CONVERSATION_NOT_FOUND"), conversationId: ConversationId }
) {}

/** A book or document that is to be searched is not there, or not for the caller. */
export class SourceNotFound extends HttpApiError.Problem<SourceNotFound>()(
  "SourceNotFound",
  declare({ code: "SOURCE_NOT_FOUND", status: 404, title: "No such book or document" }),
  { ...members("SOURCE_NOT_FOUND"), sourceId: Schema.String }
) {}

/** How many answers a call forgot. */
export const Forgotten = Schema.Struct({ forgotten: Schema.Int }).annotate({ identifier: "ForgottenAnswers" })

/** Server-sent events say where to go on after them; the first follows 0. */
export const LastEventId = Schema.String.check(
  Schema.isPattern(/^[0-9]{1,9}$/, { expected: "the id of an event" })
).pipe(Schema.withDecodingDefaultKey(Effect.succeed("0")))
