import type { BookChanges, NewBook } from "#contract/catalogue/Book.ts"
import { BookChangesFields, NewBookFields } from "#contract/catalogue/BookForm.ts"
import type { FormShape } from "./files/Form.ts"

const ofBooks = {
  folder: "books",
  lists: new Set(["tags"]),
  optional: new Set(["isbn", "genre", "publishedYear", "description", "language"])
} as const

/** How a form that adds a book is read. */
export const newBookShape: FormShape<NewBook> = { ...ofBooks, fields: NewBookFields, empty: "omitted" }

/** How a form that changes a book is read. */
export const bookChangesShape: FormShape<BookChanges> = { ...ofBooks, fields: BookChangesFields, empty: "null" }
