import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { Book, BookId } from "../catalogue/Book.ts"
import { UserId } from "../identity/User.ts"
import { declare, members } from "../Problem.ts"
import { line, paragraphs } from "../Text.ts"
import { Timestamp } from "../Timestamp.ts"

export const ReadingListId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("ReadingListId"))
export type ReadingListId = typeof ReadingListId.Type

/** Lists of one reader, and books of one list, at most. */
export const mostLists = 100
export const mostItems = 500

const Name = line(120, "For the summer")
const Description = paragraphs(2000, "What I want to have read before September.")
const Note = line(500, "Lent by my sister, and never finished.")

/** Books that a reader put together. */
export const ReadingList = Schema.Struct({
  id: ReadingListId,
  userId: UserId.annotate({ description: "Whose it is" }),
  name: Schema.String,
  description: Schema.NullOr(Schema.String),
  shared: Schema.Boolean.annotate({ description: "Shown to everybody in the library" }),
  books: Schema.Int.annotate({ description: "How many it has" }),
  createdAt: Timestamp,
  updatedAt: Timestamp
}).annotate({ identifier: "ReadingList" })
export type ReadingList = typeof ReadingList.Type

const Shared = Schema.Boolean.annotate({ examples: [true] })
const OneBook = BookId.annotate({ examples: [BookId.make("0198c0de-6d2f-7b1e-9a51-3f1f5f6f8a10")] })

export const NewReadingList = Schema.Struct({
  name: Name,
  description: Schema.optionalKey(Description),
  shared: Schema.optionalKey(Shared)
}).annotate({ identifier: "NewReadingList" })
export type NewReadingList = typeof NewReadingList.Type

/** What is changed; what is left out stays, `null` empties. */
export const ReadingListChanges = Schema.Struct({
  name: Schema.optionalKey(Name),
  description: Schema.optionalKey(Schema.NullOr(Description)),
  shared: Schema.optionalKey(Shared)
}).annotate({ identifier: "ReadingListChanges" })
export type ReadingListChanges = typeof ReadingListChanges.Type

/** A book in a list. */
export const ReadingListItem = Schema.Struct({
  book: Book,
  note: Schema.NullOr(Schema.String),
  addedAt: Timestamp
}).annotate({ identifier: "ReadingListItem" })
export type ReadingListItem = typeof ReadingListItem.Type

export const NewReadingListItem = Schema.Struct({ bookId: OneBook, note: Schema.optionalKey(Note) }).annotate({
  identifier: "NewReadingListItem"
})
export type NewReadingListItem = typeof NewReadingListItem.Type

/** Where a book goes: before another one of the list, or to its end. */
export const Place = Schema.Struct({ before: Schema.NullOr(OneBook) }).annotate({ identifier: "ReadingListPlace" })

/** Those of others are absent, unless they are shared. */
export class ReadingListNotFound extends HttpApiError.Problem<ReadingListNotFound>()(
  "ReadingListNotFound",
  declare({ code: "READING_LIST_NOT_FOUND", status: 404, title: "No such reading list" }),
  { ...members("READING_LIST_NOT_FOUND"), listId: ReadingListId }
) {}

export class NotInReadingList extends HttpApiError.Problem<NotInReadingList>()(
  "NotInReadingList",
  declare({ code: "NOT_IN_READING_LIST", status: 404, title: "The book is not in the list" }),
  { ...members("NOT_IN_READING_LIST"), bookId: BookId }
) {}

export class AlreadyInReadingList extends HttpApiError.Problem<AlreadyInReadingList>()(
  "AlreadyInReadingList",
  declare({ code: "ALREADY_IN_READING_LIST", status: 409, title: "The book is in the list" }),
  { ...members("ALREADY_IN_READING_LIST"), bookId: BookId }
) {}

/** The list has as many books as a list may have. */
export class ReadingListFull extends HttpApiError.Problem<ReadingListFull>()(
  "ReadingListFull",
  declare({ code: "READING_LIST_FULL", status: 409, title: "The list is full" }),
  { ...members("READING_LIST_FULL"), limit: Schema.Int }
) {}

/** The reader has as many lists as a reader may have. */
export class TooManyReadingLists extends HttpApiError.Problem<TooManyReadingLists>()(
  "TooManyReadingLists",
  declare({ code: "TOO_MANY_READING_LISTS", status: 409, title: "You have as many lists as there may be" }),
  { ...members("TOO_MANY_READING_LISTS"), limit: Schema.Int }
) {}
