import { Schema } from "effect"
import { BookId } from "../catalogue/Book.ts"
import { OrganizationId } from "../identity/Organization.ts"

const aboutBook = { organizationId: OrganizationId, bookId: BookId }

/** A review of a book was judged, or its consensus was made or taken back. */
export const BookAnalysed = Schema.TaggedStruct("BookAnalysed", aboutBook)
export type BookAnalysed = typeof BookAnalysed.Type

/** Tags were suggested for a book that had none. */
export const BookTagged = Schema.TaggedStruct("BookTagged", aboutBook)
export type BookTagged = typeof BookTagged.Type

/** A book's text can be searched. */
export const BookIndexed = Schema.TaggedStruct("BookIndexed", aboutBook)
export type BookIndexed = typeof BookIndexed.Type
