import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { UserId } from "#contract/identity/User.ts"

/** What is searched, and for whom. */
export interface Scope {
  readonly organizationId: OrganizationId
  /** Whose private documents are searched as well. */
  readonly readerId: UserId
  /** Only these books and documents; absent: all that the reader may read. */
  readonly sourceIds?: ReadonlyArray<string>
}

/** A contiguous range of one source that may answer a question: one chunk, or several that are neighbours. */
export interface Passage {
  /** The id of the book or the document. */
  readonly sourceId: string
  readonly kind: "book" | "document"
  readonly title: string
  readonly author: string | null
  /** The headings that it begins under, outermost first. */
  readonly headings: ReadonlyArray<string>
  /** Offsets into the text of the source in UTF-16 units, `end` exclusive: `text` is what stands between them. */
  readonly start: number
  readonly end: number
  /** From 1; null where the source has no pages. */
  readonly firstPage: number | null
  readonly lastPage: number | null
  readonly text: string
  /** ISO 639-1, where it can be told. */
  readonly language: string | null
  /** Of its text, by `countTokens`. */
  readonly tokens: number
  /** More is better; only to be compared within one answer. */
  readonly score: number
}
