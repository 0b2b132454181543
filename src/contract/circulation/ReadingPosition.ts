import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { Book, BookId } from "../catalogue/Book.ts"
import { declare, members } from "../Problem.ts"
import { Timestamp } from "../Timestamp.ts"

const Start = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100_000_000 })).annotate({
  description: "A place in the book's text, in UTF-16 units: `start` of `GET /books/{id}/text`",
  examples: [48_213]
})
const PageNumber = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 })).annotate({ examples: [31] })
const Fraction = Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: 1 })).annotate({
  description: "How much of the book is behind the reader, 0..1",
  examples: [0.42]
})

/** How far somebody says they are. */
export const NewReadingPosition = Schema.Struct({
  start: Start,
  page: Schema.optionalKey(PageNumber),
  fraction: Fraction
}).annotate({ identifier: "NewReadingPosition" })
export type NewReadingPosition = typeof NewReadingPosition.Type

const place = { start: Schema.Int, page: Schema.NullOr(Schema.Int), fraction: Schema.Finite, updatedAt: Timestamp }

/** How far somebody has read a book: known to them alone. */
export const ReadingPosition = Schema.Struct({ bookId: BookId, ...place }).annotate({ identifier: "ReadingPosition" })
export type ReadingPosition = typeof ReadingPosition.Type

const { author, cover, id, title } = Book.fields

/** A book that somebody reads, and how far they are. */
export const BookBeingRead = Schema.Struct({
  book: Schema.Struct({ id, title, author, cover }),
  ...place
}).annotate({ identifier: "BookBeingRead" })
export type BookBeingRead = typeof BookBeingRead.Type

export class ReadingPositionNotFound extends HttpApiError.Problem<ReadingPositionNotFound>()(
  "ReadingPositionNotFound",
  declare({ code: "READING_POSITION_NOT_FOUND", status: 404, title: "Nothing is known of how far you read this book" }),
  members("READING_POSITION_NOT_FOUND")
) {}
