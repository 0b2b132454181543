import { Data } from "effect"
import type { OrganizationId } from "#contract/identity/Organization.ts"

/** What a text that can be searched is the text of. */
export interface Source {
  /** That of the book or the document, whose row is there. */
  readonly id: string
  readonly kind: "book" | "document"
  readonly title: string
  readonly author: string | null
  /**
   * Only this person may read it; null: everybody in the library. As the caller knows it: of a document, its row is
   * asked again.
   */
  readonly ownerId: string | null
}

/** A text to be found by its words. */
export interface SourceText {
  readonly organizationId: OrganizationId
  readonly source: Source
  readonly text: string
  /** Offsets into the text in UTF-16 units, in order; empty where there are no pages. */
  readonly pages: ReadonlyArray<{ readonly number: number; readonly start: number; readonly end: number }>
  /** ISO 639-1, where it can be told. */
  readonly language: string | null
  /** SHA-256 of the file, in hexadecimal. */
  readonly contentHash: string
}

/**
 * The book or document was removed while its text was indexed, or another text of it is being indexed by now: what was
 * begun is of no use any more.
 */
export class SourceGone extends Data.TaggedError("SourceGone") {}
