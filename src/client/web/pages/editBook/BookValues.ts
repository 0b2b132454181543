import { Schema } from "effect"
import { type Book, type BookChanges, PublishedYear } from "#contract/catalogue/Book.ts"
import { canonicalIsbn, Isbn } from "#contract/catalogue/Isbn.ts"

/** What stands in the form about a book: an empty field says that it is not known. */
export interface BookValues {
  readonly title: string
  readonly author: string
  readonly isbn: string
  readonly genre: string
  readonly publishedYear: number | ""
  readonly language: string
  readonly description: string
  readonly tags: ReadonlyArray<string>
}
export type BookField = keyof BookValues

export const bookFields: ReadonlyArray<BookField> = [
  "title",
  "author",
  "isbn",
  "genre",
  "publishedYear",
  "language",
  "description",
  "tags"
]

export const valuesOf = (book: Book): BookValues => ({
  title: book.title,
  author: book.author,
  isbn: book.isbn ?? "",
  genre: book.genre ?? "",
  publishedYear: book.publishedYear ?? "",
  language: book.language ?? "",
  description: book.description ?? "",
  tags: book.tags
})

const isSame = (one: BookValues, other: BookValues) => (field: BookField) =>
  JSON.stringify(one[field]) === JSON.stringify(other[field])

/** The fields in which two versions differ. */
export const differing = (one: BookValues, other: BookValues): ReadonlyArray<BookField> =>
  bookFields.filter((field) => !isSame(one, other)(field))

/** Where somebody else changed to something else what one changed oneself. */
export const conflicting = (base: BookValues, mine: BookValues, theirs: BookValues): ReadonlyArray<BookField> =>
  differing(mine, theirs).filter((field) => !isSame(base, mine)(field) && !isSame(base, theirs)(field))

/** What both changed, put together: one's own changes, and everything else as the others have it. */
export const merged = (base: BookValues, mine: BookValues, theirs: BookValues): BookValues => {
  const own = differing(base, mine)
  return { ...theirs, ...Object.fromEntries(own.map((field) => [field, mine[field]])) }
}

const orNull = (text: string) => (text.trim() === "" ? null : text.trim())

/** The changes that make the one version of the other. */
export const changesOf = (base: BookValues, mine: BookValues): BookChanges => {
  const changed = new Set(differing(base, mine))
  return {
    ...(changed.has("title") ? { title: mine.title.trim() } : {}),
    ...(changed.has("author") ? { author: mine.author.trim() } : {}),
    ...(changed.has("isbn") ? { isbn: orNull(canonicalIsbn(mine.isbn)) } : {}),
    ...(changed.has("genre") ? { genre: orNull(mine.genre) } : {}),
    ...(changed.has("publishedYear") ? { publishedYear: mine.publishedYear === "" ? null : mine.publishedYear } : {}),
    ...(changed.has("language") ? { language: orNull(mine.language) } : {}),
    ...(changed.has("description") ? { description: orNull(mine.description) } : {}),
    ...(changed.has("tags") ? { tags: mine.tags } : {})
  }
}

/** The same as a form, where a file is sent along. */
export const formOf = (changes: BookChanges, file: File): FormData => {
  const form = new FormData()
  for (const [name, value] of Object.entries(changes)) {
    form.append(name, Array.isArray(value) ? JSON.stringify(value) : `${value ?? ""}`)
  }
  form.append("file", file)
  return form
}

/** Whether the library takes this for an ISBN; none is fine. */
export const isIsbn = (text: string): boolean =>
  text.trim() === "" || Schema.decodeUnknownOption(Isbn)(text.trim())._tag === "Some"

/** Whether it names a language as the library does; none is fine. */
export const isLanguage = (text: string): boolean =>
  text.trim() === "" || /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(text.trim())

/** Whether the library takes this for a year; none is fine. What is half typed is no number yet. */
export const isYear = (year: unknown): boolean =>
  year === "" || Schema.decodeUnknownOption(PublishedYear)(year)._tag === "Some"
