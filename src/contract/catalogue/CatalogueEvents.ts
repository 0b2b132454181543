import { Schema } from "effect"
import { OrganizationId } from "../identity/Organization.ts"
import { BookId } from "./Book.ts"

const aboutBook = { organizationId: OrganizationId, bookId: BookId }

/** The library has one book more. */
export const BookAdded = Schema.TaggedStruct("BookAdded", aboutBook)
export type BookAdded = typeof BookAdded.Type

/** What is said of a book, or its file, is another. */
export const BookChanged = Schema.TaggedStruct("BookChanged", aboutBook)
export type BookChanged = typeof BookChanged.Type

/** A book is not the library's any more. */
export const BookRemoved = Schema.TaggedStruct("BookRemoved", aboutBook)
export type BookRemoved = typeof BookRemoved.Type
