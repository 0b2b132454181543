import { assert, layer } from "@effect/vitest"
import { Effect, type Layer } from "effect"
import { SqlClient } from "effect/sql"
import type { BookId } from "#contract/catalogue/Book.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { Descriptions } from "#features/intelligence/recommender/Descriptions.ts"
import { SimilarBooks } from "#features/intelligence/recommender/SimilarBooks.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { listening } from "../../../support/Statements.ts"
import * as Circle from "./ReadingCircle.ts"

const shelf: ReadonlyArray<Circle.OnShelf> = [
  { title: "Dune", author: "Frank Herbert", genre: "Science fiction", tags: ["desert", "ecology"] },
  { title: "Dune Messiah (Dune, #2)", author: "Frank Herbert", genre: "Science fiction", tags: ["desert"] },
  { title: "Children of Dune (Dune, #3)", author: "Frank Herbert", genre: "Science fiction", tags: ["desert"] },
  { title: "Red Mars", genre: "Science fiction", tags: ["ecology", "mars"] },
  { title: "Walden", genre: "Essays", tags: ["ecology"] },
  { title: "The Prophet of the Sands", genre: "Memoir" },
  { title: "Emma", genre: "Novel", tags: ["marriage"] }
]

const say = Effect.fnUntraced(function* (organizationId: string, bookId: BookId, summary: string) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`UPDATE books SET summary = ${summary} WHERE organization_id = ${organizationId} AND id = ${bookId}`
})

/** A library with these books, whose words were read. */
const opened = Effect.gen(function* () {
  const library = yield* Circle.library
  const ids = yield* Circle.shelve(library, shelf)
  const byTitle = new Map(shelf.map(({ title }, at) => [title, ids[at]]))
  const book = (title: string) => Effect.orDie(Effect.fromNullishOr(byTitle.get(title)))
  yield* say(library, yield* book("Dune"), "A messiah rises among the nomads of the sands, who ride the worms.")
  yield* say(library, yield* book("The Prophet of the Sands"), "A messiah among nomads rides through the sands.")
  yield* Effect.flatMap(Descriptions, (descriptions) => descriptions.describe(library))
  return { library, book }
})

const like = (library: OrganizationId, bookId: BookId, limit = 10) =>
  Effect.flatMap(SimilarBooks, (similar) => similar.of(library, bookId, limit))

/** Terms and their counts, as they are kept and as they are counted anew. */
const countsOf = Effect.fnUntraced(function* (library: string) {
  const sql = yield* SqlClient.SqlClient
  const kept = yield* sql`
    SELECT term, count FROM book_term_counts WHERE organization_id = ${library} AND count <> 0 ORDER BY term`
  const counted = yield* sql`
    SELECT term, count(*)::int AS count
    FROM book_terms, unnest(terms) term
    WHERE organization_id = ${library}
    GROUP BY term ORDER BY term COLLATE "C"`
  return { kept, counted }
})

/** Books like one, over a database. */
export const similarBooksSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  layer(Circle.layerOver(database), { excludeTestServices: true })(`books like one, ${name}`, (it) => {
    it.effect("are of its series and of what it is about, or of which the same is said, and say so", () =>
      Effect.gen(function* () {
        const { book, library } = yield* opened
        const { items } = yield* like(library, yield* book("Dune"))
        const reasonsOf = (title: string) =>
          items.find(({ book }) => book.title === title)?.reasons.map(({ type }) => type)
        assert.deepStrictEqual(reasonsOf("Dune Messiah (Dune, #2)"), ["series", "author", "tag", "genre", "text"])
        assert.deepStrictEqual(reasonsOf("Red Mars"), ["tag", "genre"])
        assert.deepStrictEqual(reasonsOf("Walden"), ["tag"])
        assert.deepStrictEqual(reasonsOf("The Prophet of the Sands"), ["text"])
        assert.lengthOf(items, 5)
        assert.sameMembers(
          items.slice(0, 2).map(({ book }) => book.title),
          ["Dune Messiah (Dune, #2)", "Children of Dune (Dune, #3)"]
        )
        assert.isTrue(items.every(({ available, score }) => available && score > 0 && score <= 1))
        assert.lengthOf((yield* like(library, yield* book("Dune"), 2)).items, 2)
      })
    )

    it.effect("are found anew by what is said of them now, and not where they are gone", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const descriptions = yield* Descriptions
        const { book, library } = yield* opened
        const emma = yield* book("Emma")
        assert.deepStrictEqual((yield* like(library, emma)).items, [])
        yield* say(library, emma, "A messiah of matchmaking among the nomads of Highbury.")
        yield* sql`DELETE FROM books WHERE id = ${yield* book("Dune")}`
        assert.strictEqual(yield* descriptions.describe(library), 1)
        assert.strictEqual(yield* descriptions.describe(library), 0)
        assert.deepStrictEqual(
          (yield* like(library, emma)).items.map(({ book }) => book.title),
          ["The Prophet of the Sands"]
        )
        const { counted, kept } = yield* countsOf(library)
        assert.deepStrictEqual(kept, counted)
        assert.isAbove(kept.length, 5)
      })
    )

    it.effect("say whether they can be borrowed", () =>
      Effect.gen(function* () {
        const { book, library } = yield* opened
        yield* Circle.borrow(yield* Circle.reader(library), yield* book("Walden"), { isBack: false })
        const { items } = yield* like(library, yield* book("Dune"))
        assert.deepStrictEqual(
          items.filter(({ available }) => !available).map(({ book }) => book.title),
          ["Walden"]
        )
      })
    )

    it.effect("are of the same library, and of no book that it does not have", () =>
      Effect.gen(function* () {
        const descriptions = yield* Descriptions
        const here = yield* opened
        const there = yield* opened
        const { items } = yield* like(here.library, yield* here.book("Dune"))
        const theirs = yield* Effect.forEach(shelf, ({ title }) => there.book(title))
        assert.isFalse(items.some(({ book }) => theirs.includes(book.id)))
        const missing = yield* Effect.flip(like(here.library, yield* there.book("Dune")))
        assert.strictEqual(missing._tag, "BookNotFound")
        yield* say(there.library, yield* there.book("Emma"), "Something new.")
        const waiting = yield* descriptions.waiting
        assert.deepStrictEqual([waiting.includes(here.library), waiting.includes(there.library)], [false, true])
        assert.strictEqual(yield* descriptions.describe(here.library), 0)
      })
    )

    it.effect("cost four statements", () =>
      Effect.gen(function* () {
        const { book, library } = yield* opened
        const dune = yield* book("Dune")
        const statements: Array<string> = []
        yield* Effect.withTracer(like(library, dune, 50), listening(statements))
        assert.lengthOf(statements, 4)
      })
    )
  })
