import { Schema } from "effect"
import {
  type Answer,
  AnswerId,
  AnswerSentence,
  AnswerStatus,
  Citation,
  ConversationId,
  NearPassage
} from "#contract/intelligence/Answer.ts"

/** Why an answer broke off, or was not written by the model. */
export const Trouble = Schema.Struct({ code: Schema.String, message: Schema.String })
export type Trouble = typeof Trouble.Type

/** A question and all that is known of its answer at one moment. */
export const AnswerRow = Schema.Struct({
  id: AnswerId,
  conversationId: ConversationId,
  /** `failed` as well where its process is gone. */
  state: AnswerStatus,
  question: Schema.String,
  known: Schema.NullOr(Schema.Boolean),
  /** Null until its end. */
  model: Schema.NullOr(Schema.String),
  sentences: Schema.Array(AnswerSentence),
  citations: Schema.Array(Citation),
  passages: Schema.Array(NearPassage),
  inputTokens: Schema.Int,
  outputTokens: Schema.Int,
  costMicroUsd: Schema.NullOr(Schema.Finite),
  budgetExceeded: Schema.Boolean,
  trouble: Schema.NullOr(Trouble),
  createdAt: Schema.DateTimeUtcFromDate,
  /** Sources of citations and passages that whoever asked may read now, and that have the text of then. */
  readable: Schema.Array(Schema.String)
})
export type AnswerRow = typeof AnswerRow.Type

/** A sentence with the marks of its citations, as it stands in the whole answer: each after the first begins with a space. */
export const pieceOf = ({ citations, text }: AnswerSentence, at: number): string =>
  `${at === 0 ? "" : " "}${text}${citations.length === 0 ? "" : ` ${citations.map((index) => `[${index}]`).join("")}`}`

/** All sentences as one text. */
export const textOf = (sentences: ReadonlyArray<AnswerSentence>): string => sentences.map(pieceOf).join("")

const microUsdPerUsd = 1_000_000

/** What is told to whoever asked: without what leads into sources that they may not read. */
export const answerOf = (row: AnswerRow): Answer => {
  const readable = new Set(row.readable)
  const passages = row.passages.filter(({ sourceId }) => readable.has(sourceId))
  return {
    id: row.id,
    conversationId: row.conversationId,
    status: row.state,
    question: row.question,
    answer: textOf(row.sentences),
    known: isKnown(row),
    sentences: row.sentences,
    citations: row.citations.filter(({ sourceId }) => readable.has(sourceId)),
    ...(row.passages.length === 0 ? {} : { passages }),
    model: row.model ?? "extractive",
    usage: {
      inputTokens: row.inputTokens,
      outputTokens: row.outputTokens,
      costUsd: row.costMicroUsd === null ? null : row.costMicroUsd / microUsdPerUsd
    },
    budgetExceeded: row.budgetExceeded,
    ...(row.trouble === null ? {} : { trouble: row.trouble }),
    createdAt: row.createdAt
  }
}

/** Of one that is not over: whether anything is said. */
export const isKnown = ({ known, sentences }: Pick<AnswerRow, "known" | "sentences">): boolean =>
  known ?? sentences.length > 0
