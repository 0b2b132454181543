import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { OrganizationId } from "../identity/Organization.ts"
import { UserId } from "../identity/User.ts"
import { FileType } from "../File.ts"
import { declare, members } from "../Problem.ts"
import { line, paragraphs } from "../Text.ts"
import { Timestamp } from "../Timestamp.ts"
import { BookFile, BookFileId } from "./BookFile.ts"
import { Cover } from "./Cover.ts"
import { Isbn } from "./Isbn.ts"

export const BookId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("BookId"))
export type BookId = typeof BookId.Type

export const Title = line(500, "Dune")
export const Author = line(300, "Frank Herbert")
export const Genre = line(80, "Science fiction")
export const Tag = line(60, "desert")
export const Tags = Schema.Array(Tag).check(Schema.isMaxLength(30, { expected: "at most 30 tags" }))
export const Description = paragraphs(10_000, "A family takes over a desert planet, the only source of the spice.")
export const PublishedYear = Schema.Int.check(Schema.isBetween({ minimum: -3000, maximum: 2100 })).annotate({
  examples: [1965]
})
/** BCP 47, the part that names the language. */
export const Language = Schema.String.check(
  Schema.isPattern(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { expected: "a language tag such as `en` or `pt-BR`" }),
  Schema.isMaxLength(35, { expected: "at most 35 characters", problemCode: "TOO_LONG" })
).annotate({ examples: ["en", "pt-BR"] })

/** One title held by a library. */
export const Book = Schema.Struct({
  id: BookId,
  title: Schema.String,
  author: Schema.String,
  isbn: Schema.NullOr(Schema.String).annotate({ description: "Thirteen digits" }),
  genre: Schema.NullOr(Schema.String),
  publishedYear: Schema.NullOr(Schema.Int),
  description: Schema.NullOr(Schema.String),
  language: Schema.NullOr(Schema.String),
  tags: Schema.Array(Schema.String),
  tagsSuggested: Schema.Boolean.annotate({
    description: "Whether the tags are suggestions made from the book's text: whoever sends `tags` has the last word"
  }),
  summary: Schema.NullOr(Schema.String).annotate({ description: "Written from the book's own text" }),
  file: Schema.NullOr(BookFile),
  cover: Schema.NullOr(Cover),
  version: Schema.Int.annotate({ description: "Grows with each change; the `ETag` is made of it" }),
  createdAt: Timestamp,
  updatedAt: Timestamp
}).annotate({ identifier: "Book" })
export type Book = typeof Book.Type

/** What is said about a book when it is added. */
export const NewBook = Schema.Struct({
  title: Title,
  author: Author,
  isbn: Schema.optionalKey(Isbn),
  genre: Schema.optionalKey(Genre),
  publishedYear: Schema.optionalKey(PublishedYear),
  description: Schema.optionalKey(Description),
  language: Schema.optionalKey(Language),
  tags: Schema.optionalKey(Tags)
}).annotate({ identifier: "NewBook" })
export type NewBook = typeof NewBook.Type

/** What is changed; what is left out stays, `null` empties. */
export const BookChanges = Schema.Struct({
  title: Schema.optionalKey(Title),
  author: Schema.optionalKey(Author),
  isbn: Schema.optionalKey(Schema.NullOr(Isbn)),
  genre: Schema.optionalKey(Schema.NullOr(Genre)),
  publishedYear: Schema.optionalKey(Schema.NullOr(PublishedYear)),
  description: Schema.optionalKey(Schema.NullOr(Description)),
  language: Schema.optionalKey(Schema.NullOr(Language)),
  tags: Schema.optionalKey(Tags)
}).annotate({ identifier: "BookChanges" })
export type BookChanges = typeof BookChanges.Type

export const BookSort = Schema.Literals(["relevance", "createdAt", "title", "author", "publishedYear"])
export type BookSort = typeof BookSort.Type

const FacetValue = Schema.Struct({ value: Schema.String, count: Schema.Int })
/** How the books found spread over genres, tags, authors and languages: the most frequent values of each. */
export const BookFacets = Schema.Struct({
  genre: Schema.Array(FacetValue),
  tag: Schema.Array(FacetValue),
  author: Schema.Array(FacetValue),
  language: Schema.Array(FacetValue)
}).annotate({ identifier: "BookFacets" })
export type BookFacets = typeof BookFacets.Type

export class BookNotFound extends HttpApiError.Problem<BookNotFound>()(
  "BookNotFound",
  declare({ code: "BOOK_NOT_FOUND", status: 404, title: "No such book" }),
  { ...members("BOOK_NOT_FOUND"), bookId: BookId }
) {}

/** Another book of this library has the number. */
export class IsbnTaken extends HttpApiError.Problem<IsbnTaken>()(
  "IsbnTaken",
  declare({ code: "ISBN_TAKEN", status: 409, title: "The library has a book with this ISBN" }),
  { ...members("ISBN_TAKEN"), isbn: Schema.String }
) {}

/** A book's text is there, for the first time or replaced. */
export const BookFileStored = Schema.TaggedStruct("BookFileStored", {
  organizationId: OrganizationId,
  bookId: BookId,
  fileId: BookFileId,
  fileType: FileType,
  storedBy: UserId
})
export type BookFileStored = typeof BookFileStored.Type

/** The title or the author of a book that has a file was changed. */
export const BookRenamed = Schema.TaggedStruct("BookRenamed", {
  organizationId: OrganizationId,
  bookId: BookId,
  fileId: BookFileId
})
export type BookRenamed = typeof BookRenamed.Type

/** A book has another cover, or none any more. */
export const BookCoverChanged = Schema.TaggedStruct("BookCoverChanged", {
  organizationId: OrganizationId,
  bookId: BookId
})
export type BookCoverChanged = typeof BookCoverChanged.Type
