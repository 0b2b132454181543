import { Effect, Schedule, Stream } from "effect"
import type { Book, BookId } from "#contract/catalogue/Book.ts"
import type { Role } from "#contract/identity/Role.ts"
import { classics } from "../../support/Classics.ts"
import { formOf, visitor } from "../../support/Library.ts"
import { pdfBook } from "../../support/Pdf.ts"
import { pages } from "../../support/Prose.ts"
import type { Person } from "./Visit.ts"
import { shelf } from "./ShelfOfClassics.ts"

type Caller = Effect.Success<ReturnType<typeof visitor>>

/** What `visitor` signs people up with. */
const password = "correct horse battery"
const personOf = (email: string): Person => ({ email, password })

const reviews = [
  [5, "A wonderful book: I laughed, I wept, and I read the last hundred pages in one night."],
  [4, "Beautifully written and very clever, if a little slow in the middle. I would read it again."],
  [2, "I found it tedious and far too long. The digressions bored me and I nearly gave up."],
  [5, "The best thing I have read this year. Brilliant, moving and wise."]
] as const

/** Somebody of this role, logged in at the library. */
const person = Effect.fnUntraced(function* (baseUrl: string, admin: Caller, name: string, role: Role) {
  const caller = yield* visitor(baseUrl)
  const email = `${name.split(" ")[0]?.toLowerCase() ?? name}@example.org`
  const { user } = yield* caller.signUp(email)
  yield* caller.api.profile.update({ payload: { fullName: name } })
  if (role !== "member") {
    yield* admin.api.organization.updateUser({ params: { id: user.id }, payload: { role } })
  }
  return { ...caller, ...personOf(email), user }
})

/** The first three with their texts, one more as a PDF; of the others the library has copies on the shelf only. */
const fileOf = Effect.fnUntraced(function* (title: string, at: number) {
  const classic = classics.find((known) => known.title === title)
  if (classic !== undefined)
    return { name: `${title}.txt`, bytes: `${classic.text}\n\n${pages(12, at + 1).join("\n\n")}` }
  if (at !== 3) return undefined
  const bytes = yield* Effect.promise(() => pdfBook(["Middlemarch\n\nA study of provincial life", ...pages(30, 9)]))
  return { name: "middlemarch.pdf", bytes }
})

/** Waits until no job of the library waits or runs. */
const settled = ({ api }: Caller) =>
  api.jobs.list({ query: { limit: 100 } }).pipe(
    Effect.filterOrFail(
      ({ items }) => items.every(({ status }) => status !== "pending" && status !== "running"),
      () => "there is work under way"
    ),
    Effect.retry(Schedule.spaced("200 millis").pipe(Schedule.upTo({ duration: "60 seconds" })))
  )

const borrow = ({ api }: Caller, id: BookId) => api.loans.borrow({ params: { id }, headers: {}, payload: {} })
const giveBack = ({ api }: Caller, id: BookId) => api.loans.giveBack({ params: { id } })

/** A library with books, readers and a past, so that no page of it is empty. */
export const fillLibrary = Effect.fnUntraced(function* (baseUrl: string) {
  const admin = yield* visitor(baseUrl)
  const { user } = yield* admin.signUp("ada@example.org")
  yield* admin.api.profile.update({ payload: { fullName: "Ada Lovelace" } })
  yield* admin.api.organization.update({ payload: { name: "Harbour Library", policy: { maxActiveLoans: 5 } } })
  const librarian = yield* person(baseUrl, admin, "Grace Hopper", "librarian")
  const reader = yield* person(baseUrl, admin, "Mary Somerville", "member")
  const others = yield* Effect.forEach(["Emmy Noether", "Sofja Kowalewskaja", "Lise Meitner"], (name) =>
    person(baseUrl, admin, name, "member")
  )

  const books: ReadonlyArray<Book> = yield* Effect.forEach(shelf, ([title, author, genre, year, tags], at) =>
    Effect.flatMap(fileOf(title, at), (file) =>
      Effect.map(
        admin.api.books.add({
          headers: {},
          payload: formOf(
            { title, author, genre, publishedYear: String(year), tags: JSON.stringify(tags), language: "en" },
            file
          )
        }),
        ({ body }) => body
      )
    )
  )
  const [moby, pride, alice, middlemarch, frankenstein, dracula] = books
  if (!moby || !pride || !alice || !middlemarch || !frankenstein || !dracula) {
    return yield* Effect.die(new Error("the shelf has fewer books"))
  }

  // What was read, and what readers say of it.
  for (const [at, other] of others.entries()) {
    for (const { id } of [moby, frankenstein, books[8 + at] ?? dracula]) {
      yield* borrow(other, id)
      const [rating, text] = reviews[at] ?? reviews[0]
      yield* other.api.reviews.add({ params: { id }, headers: {}, payload: { rating, text } })
      yield* giveBack(other, id)
    }
  }
  for (const { id } of [moby, pride]) {
    yield* borrow(reader, id)
    yield* giveBack(reader, id)
  }
  yield* borrow(reader, alice.id)
  yield* borrow(reader, middlemarch.id)
  const [emmy, sofja] = others
  if (!emmy || !sofja) return yield* Effect.die(new Error("there are fewer readers"))
  yield* borrow(emmy, dracula.id)
  yield* reader.api.holds.place({ params: { id: dracula.id }, headers: {}, payload: {} })
  yield* borrow(sofja, pride.id)
  yield* reader.api.holds.place({ params: { id: pride.id }, headers: {}, payload: {} })
  // Comes back, and waits for the reader: they are told so.
  yield* giveBack(sofja, pride.id)

  const [told] = (yield* reader.api.reviews.list({ params: { id: moby.id }, query: { limit: 5 } })).items
  if (told !== undefined) {
    yield* reader.api.reviews.report({ params: { id: told.id }, payload: { reason: "It tells how the book ends." } })
  }
  yield* settled(admin)

  yield* reader.api.readingPositions.put({
    params: { id: alice.id },
    payload: { start: 400, page: 1, fraction: 0.35 }
  })
  const { body: list } = yield* reader.api.readingLists.add({ headers: {}, payload: { name: "For the long winter" } })
  for (const { id } of [moby, middlemarch, frankenstein]) {
    yield* reader.api.readingLists.addItem({ params: { id: list.id }, headers: {}, payload: { bookId: id } })
  }
  const { body: document } = yield* reader.api.documents.add({
    headers: {},
    payload: { title: "Notes on whales", content: pages(4, 77).join("\n\n") }
  })
  yield* settled(admin)
  const answer = yield* reader.api.qa.ask({
    headers: {},
    payload: { question: "What did Ishmael think he would do with little or no money in his purse?" }
  })
  if (Stream.isStream(answer)) return yield* Effect.die(new Error("JSON was asked for"))

  return {
    admin: { ...admin, ...personOf(user.email) },
    librarian,
    reader,
    books: { all: books, moby, pride, alice, middlemarch, frankenstein, dracula },
    document,
    answer
  }
})

export type FilledLibrary = Effect.Success<ReturnType<typeof fillLibrary>>
