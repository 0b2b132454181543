import { Schema } from "effect"
import { BookId } from "../catalogue/Book.ts"
import { BookFileId } from "../catalogue/BookFile.ts"
import { OrganizationId } from "../identity/Organization.ts"
import { Timestamp } from "../Timestamp.ts"

/**
 * How far a text made by a model is: `none` (there is nothing to make it from), `pending` (its job waits or runs),
 * `ready`, `needs_ocr` (the file is pictures of pages), `failed`.
 */
export const TextStatus = Schema.Literals(["none", "pending", "ready", "needs_ocr", "failed"])
export type TextStatus = typeof TextStatus.Type

const Failure = Schema.Struct({
  code: Schema.String.annotate({ examples: ["PDF_ENCRYPTED", "LLM_DOWN"] }),
  message: Schema.String
})

/** A text made by a model, and what made it. */
export const MadeText = Schema.Struct({
  status: TextStatus,
  text: Schema.NullOr(Schema.String),
  model: Schema.NullOr(Schema.String),
  promptVersion: Schema.NullOr(Schema.String),
  generatedAt: Schema.NullOr(Timestamp),
  error: Schema.optionalKey(Failure)
}).annotate({ identifier: "MadeText" })
export type MadeText = typeof MadeText.Type

/** The summary, with what it cost to make. */
export const Summary = Schema.Struct({
  ...MadeText.fields,
  provider: Schema.NullOr(Schema.String),
  jobId: Schema.NullOr(Schema.String),
  inputTokens: Schema.NullOr(Schema.Int),
  outputTokens: Schema.NullOr(Schema.Int),
  durationMs: Schema.NullOr(Schema.Int)
}).annotate({ identifier: "Summary" })
export type Summary = typeof Summary.Type

/** What the library knows of a book by having read it and its reviews; answered at every moment as far as known. */
export const Analysis = Schema.Struct({
  bookId: BookId,
  summary: Summary,
  consensus: MadeText,
  sentiment: Schema.Struct({
    average: Schema.NullOr(Schema.Finite).annotate({ description: "-1..1" }),
    distribution: Schema.Struct({ positive: Schema.Int, neutral: Schema.Int, negative: Schema.Int })
  }),
  rating: Schema.Struct({ average: Schema.NullOr(Schema.Finite).annotate({ description: "1..5" }), count: Schema.Int })
}).annotate({ identifier: "Analysis" })
export type Analysis = typeof Analysis.Type

/** A book's summary was written, for the first time or anew. */
export const BookSummarized = Schema.TaggedStruct("BookSummarized", {
  organizationId: OrganizationId,
  bookId: BookId,
  fileId: BookFileId
})
export type BookSummarized = typeof BookSummarized.Type
