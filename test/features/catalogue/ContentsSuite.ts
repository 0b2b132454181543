import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer } from "effect"
import type { SqlClient } from "effect/sql"
import type { BookId, NewBook } from "#contract/catalogue/Book.ts"
import { BookContents } from "#features/catalogue/BookContents.ts"
import type { ListRequest } from "#features/catalogue/BookList.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import type { Actor } from "#features/catalogue/CataloguePolicy.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { listening } from "../../support/Statements.ts"
import { layerCatalogue, newLibrary } from "./CatalogueServices.ts"

/** What somebody has read in books, by what is searched for. */
class Read extends Context.Service<Read, Map<string, ReadonlyArray<BookId>>>()("test/Read") {
  static readonly layer = Layer.sync(Read, () => new Map())
}

const contents = Layer.effect(
  BookContents,
  Effect.map(Read, (read) =>
    BookContents.of({ matching: (_, q, limit) => Effect.succeed((read.get(q) ?? []).slice(0, limit)) })
  )
)

const shelf: ReadonlyArray<NewBook> = [
  { title: "Whales", author: "A", genre: "Nature" },
  { title: "Of the sea", author: "B", description: "Whales, and ships." },
  { title: "Moby-Dick", author: "C", genre: "Fiction" },
  { title: "The Voyage of the Beagle", author: "D", genre: "Nature" },
  { title: "Dune", author: "E" }
]

/** A library in which the last three books have "whales" in their text, as have the first and a book of another library. */
const filled = Effect.gen(function* () {
  const catalogue = yield* Catalogue
  const read = yield* Read
  const [by, other] = [yield* newLibrary, yield* newLibrary]
  const ids = (yield* Effect.forEach(shelf, (book) => catalogue.add(by, book))).map(({ id }) => id)
  const foreign = yield* catalogue.add(other, { title: "Foreign", author: "F" })
  const [whales, , moby, beagle] = ids
  read.set(
    "whales",
    [beagle, foreign.id, moby, whales].flatMap((id) => (id === undefined ? [] : [id]))
  )
  read.set(
    "spouting",
    [moby].flatMap((id) => (id === undefined ? [] : [id]))
  )
  return by
})

const list = (by: Actor, asked: Partial<ListRequest>) =>
  Effect.flatMap(Catalogue, (catalogue) => catalogue.list(by.organizationId, { limit: 10, facets: true, ...asked }))
const titles = (by: Actor, asked: Partial<ListRequest>) =>
  Effect.map(list(by, asked), ({ items }) => items.map(({ title }) => title))

/** How books are found by what stands in them, on every database. */
export const contentsSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  layer(layerCatalogue(database, Layer.provide(contents, Read.layer)).pipe(Layer.provideMerge(Read.layer)), {
    excludeTestServices: true,
    timeout: "60 seconds"
  })(`books by their content, ${name}`, (it) => {
    const found = ["Whales", "Of the sea", "The Voyage of the Beagle", "Moby-Dick"]

    it.effect("come after those of which it is said, each once, and none of another library", () =>
      Effect.gen(function* () {
        const by = yield* filled
        const page = yield* list(by, { q: "whales" })
        assert.deepStrictEqual(
          page.items.map(({ title }) => title),
          found
        )
        assert.strictEqual(page.total, 4)
        assert.deepStrictEqual(yield* titles(by, { q: "spouting" }), ["Moby-Dick"])
        assert.deepStrictEqual(yield* titles(by, { q: "whales", sort: "title" }), found.toSorted())
        assert.deepStrictEqual(yield* titles(by, { q: "whales", order: "asc" }), found.toReversed())
      })
    )

    it.effect("count in totals and facets, and only where the filters let them through", () =>
      Effect.gen(function* () {
        const by = yield* filled
        const all = yield* list(by, { q: "whales" })
        assert.deepStrictEqual(all.facets?.genre, [
          { value: "Nature", count: 2 },
          { value: "Fiction", count: 1 }
        ])
        const nature = yield* list(by, { q: "whales", genre: "nature" })
        assert.deepStrictEqual([nature.total, ...nature.items.map(({ title }) => title)], [2, found[0], found[2]])
        assert.deepStrictEqual(nature.facets?.author, [
          { value: "A", count: 1 },
          { value: "D", count: 1 }
        ])
      })
    )

    it.effect("are on one page each, by cursor and by number", () =>
      Effect.gen(function* () {
        const by = yield* filled
        for (const limit of [1, 2, 3]) {
          const walked: Array<string> = []
          for (let cursor: string | undefined; ;) {
            const page = yield* list(by, { q: "whales", limit, ...(cursor === undefined ? {} : { cursor }) })
            assert.strictEqual(page.total, 4)
            walked.push(...page.items.map(({ title }) => title))
            cursor = page.nextCursor
            if (cursor === undefined) break
          }
          assert.deepStrictEqual(walked, found)
          assert.deepStrictEqual(yield* titles(by, { q: "whales", limit, page: 2 }), found.slice(limit, 2 * limit))
        }
      })
    )

    it.effect("cost no further statement of the catalogue", () =>
      Effect.gen(function* () {
        const by = yield* filled
        const statements: Array<string> = []
        yield* Effect.withTracer(list(by, { q: "spouting" }), listening(statements))
        assert.strictEqual(statements.length, 2)
      })
    )
  })
