import type { FilledLibrary } from "./FilledLibrary.ts"
import type { Page } from "playwright-core"

/** A page to look at: as whom, and what to do before it is as one wants to see it. */
export interface Place {
  readonly name: string
  readonly path: string
  readonly as: "nobody" | "reader" | "librarian" | "admin"
  readonly prepare?: (page: Page) => Promise<void>
}

/** Files chosen, and not added yet. */
const chooseFiles = async (page: Page): Promise<void> => {
  const file = (name: string, mimeType: string) => ({ name, mimeType, buffer: Buffer.from(`${name} `.repeat(2_000)) })
  await page
    .locator("input[type=file]")
    .setInputFiles([
      file("Herman Melville - Typee.txt", "text/plain"),
      file("Mary Shelley - The Last Man.pdf", "application/pdf"),
      file("George Eliot - Silas Marner.txt", "text/plain")
    ])
  await page.getByRole("button", { name: "Add 3 books" }).waitFor()
}

/** Every page of the library. */
export const placesOf = ({ answer, books, document }: FilledLibrary): ReadonlyArray<Place> => [
  { name: "login", path: "/login", as: "nobody" },
  { name: "signup", path: "/signup", as: "nobody" },
  { name: "home", path: "/", as: "reader" },
  { name: "books", path: "/books", as: "reader" },
  { name: "books-table", path: "/books?view=table&genre=Gothic", as: "reader" },
  { name: "book", path: `/books/${books.moby.id}`, as: "reader" },
  { name: "book-borrowed", path: `/books/${books.alice.id}`, as: "reader" },
  { name: "book-held", path: `/books/${books.dracula.id}`, as: "reader" },
  { name: "read", path: `/books/${books.alice.id}/read`, as: "reader" },
  { name: "lists", path: "/lists", as: "reader" },
  { name: "loans", path: "/loans", as: "reader" },
  { name: "history", path: "/loans/history", as: "reader" },
  { name: "ask", path: "/ask", as: "reader" },
  { name: "answer", path: `/ask?answer=${answer.id}`, as: "reader" },
  { name: "documents", path: "/documents", as: "reader" },
  { name: "document", path: `/documents/${document.id}`, as: "reader" },
  { name: "notifications", path: "/notifications", as: "reader" },
  { name: "profile", path: "/profile", as: "reader" },
  { name: "not-found", path: "/nowhere", as: "reader" },
  { name: "upload", path: "/desk/upload", as: "librarian", prepare: chooseFiles },
  { name: "edit-book", path: `/desk/books/${books.moby.id}`, as: "librarian" },
  { name: "desk-loans", path: "/desk/loans", as: "librarian" },
  { name: "moderation", path: "/desk/reviews", as: "librarian" },
  { name: "jobs", path: "/desk/jobs", as: "librarian" },
  { name: "status", path: "/desk/status", as: "librarian" },
  { name: "home-staff", path: "/", as: "admin" },
  { name: "users", path: "/admin/users", as: "admin" },
  { name: "library", path: "/admin/library", as: "admin" },
  { name: "queues", path: "/admin/queues", as: "admin" }
]

const waiting = '[role="status"] .mantine-Loader-root, .mantine-Skeleton-root'

/** Waits until a page shows what it has to show. */
export const settle = async (page: Page): Promise<void> => {
  await page.getByRole("heading", { level: 1 }).first().waitFor()
  await page.locator(waiting).first().waitFor({ state: "detached" })
  await page.evaluate("document.fonts.ready.then(() => true)")
}
