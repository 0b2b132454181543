import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Random } from "effect"
import { SqlClient } from "effect/sql"
import type { NewBook } from "#contract/catalogue/Book.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import type { Actor } from "#features/catalogue/CataloguePolicy.ts"
import { Suggestions } from "#features/catalogue/Suggestions.ts"
import { Loans } from "#features/circulation/Loans.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { listening } from "../../support/Statements.ts"
import { newLibrary as newTown } from "../circulation/CirculationServices.ts"
import { dune, layerCatalogue, newLibrary } from "./CatalogueServices.ts"

const shelf: ReadonlyArray<NewBook> = [
  { title: "The Lord of the Rings", author: "J. R. R. Tolkien", tags: ["elves", "Middle-earth"] },
  { title: "The Hobbit, or There and Back Again", author: "J. R. R. Tolkien", tags: ["elves", "dragons"] },
  { title: "Rings of Saturn", author: "W. G. Sebald", tags: ["walking"] },
  { title: "It", author: "Stephen King", tags: ["clowns"] },
  { title: "Élan vital", author: "Henri Bergson", tags: ["ÉLAN"] },
  { title: '"Repent, Harlequin!" Said the Ticktockman', author: "Harlan Ellison" },
  { title: "100% Rabbit_Holes!", author: "O'Brien" },
  { title: "Война и мир", author: "Лев Толстой" },
  { title: "日本の歴史", author: "網野善彦" }
]

const add = (by: Actor, books: ReadonlyArray<NewBook>) =>
  Effect.flatMap(Catalogue, (catalogue) => Effect.forEach(books, (book) => catalogue.add(by, book)))

const filled = Effect.gen(function* () {
  const by = yield* newLibrary
  yield* add(by, shelf)
  return by
})

const suggest = ({ organizationId }: Pick<Actor, "organizationId">, typed: string, limit = 10) =>
  Suggestions.use((suggestions) => suggestions.of(organizationId, typed, limit))
const texts = (by: Pick<Actor, "organizationId">, typed: string, limit?: number) =>
  Effect.map(suggest(by, typed, limit), (items) => items.map(({ text, type }) => `${type} ${text}`))

const completions: ReadonlyArray<readonly [what: string, typed: string, found: ReadonlyArray<string>]> = [
  ["the beginning of a title", "the l", ["title The Lord of the Rings"]],
  ["one letter", "i", ["title It"]],
  ["a whole title before all that only begin so", "it", ["title It"]],
  ["a title from a later word on", "saturn", ["title Rings of Saturn"]],
  ["a later word after the beginnings", "rings", ["title Rings of Saturn", "title The Lord of the Rings"]],
  ["several words from the middle", "lord of the ri", ["title The Lord of the Rings"]],
  ["an author by the first name", "steph", ["author Stephen King"]],
  ["an author by the last name", "TOLK", ["author J. R. R. Tolkien"]],
  ["an author by initials", "j.r.r. t", ["author J. R. R. Tolkien"]],
  ["a tag, and what it is made of", "earth", ["tag Middle-earth"]],
  ["without regard to accents and case", "ELAN", ["tag ÉLAN", "title Élan vital"]],
  ["without regard to punctuation", "repent harl", ['title "Repent, Harlequin!" Said the Ticktockman']],
  ["other scripts", "толст", ["author Лев Толстой"]],
  ["scripts without blanks", "日本", ["title 日本の歴史"]],
  ["wildcards as nothing", "100%_", ["title 100% Rabbit_Holes!"]],
  ["mistyped letters", "tolkein", ["author J. R. R. Tolkien"]],
  ["a mistake among other words", "lord of the rigns", ["title The Lord of the Rings"]],
  ["a forgotten letter", "hobit", ["title The Hobbit, or There and Back Again"]],
  [
    "nothing where a word begins so, however much it looks like another",
    "rin",
    ["title Rings of Saturn", "title The Lord of the Rings"]
  ],
  ["nothing for nothing", "", []],
  ["nothing for what has no letters", "%_\\'!", []],
  ["nothing where nothing is alike", "xylophone", []]
]

/** How what is typed is completed on every database. */
export const suggestionsSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  layer(Layer.mergeAll(Suggestions.layer, Loans.layer).pipe(Layer.provideMerge(layerCatalogue(database))), {
    excludeTestServices: true,
    timeout: "60 seconds"
  })(`suggestions, ${name}`, (it) => {
    it.effect("what is typed completes titles, authors and tags", () =>
      Effect.gen(function* () {
        const by = yield* filled
        for (const [what, typed, found] of completions) {
          assert.deepStrictEqual([what, ...(yield* texts(by, typed))].sort(), [what, ...found].sort())
        }
        assert.deepStrictEqual(yield* texts(by, "rings"), ["title Rings of Saturn", "title The Lord of the Rings"])
      })
    )

    it.effect("a title leads to its book, authors and tags say how many books they have", () =>
      Effect.gen(function* () {
        const by = yield* newLibrary
        const [first] = yield* add(by, [
          { ...dune, tags: ["dunes"] },
          { title: "Soul", author: "Dune Able" }
        ])
        yield* add(by, [{ title: "Sand", author: "Frank Herbert", tags: ["Dunes"] }])
        assert.deepStrictEqual(yield* suggest(by, "dune"), [
          { type: "title", text: "Dune", bookId: first?.id ?? assert.fail("the book is not there") },
          { type: "author", text: "Dune Able", count: 1 },
          { type: "tag", text: "dunes", count: 2 }
        ])
        assert.deepStrictEqual(yield* suggest(by, "herbert"), [{ type: "author", text: "Frank Herbert", count: 2 }])
      })
    )

    it.effect("the popular come first: the most lent titles, the authors and tags of most books", () =>
      Effect.gen(function* () {
        const library = yield* newTown({ books: 1 })
        const { librarian: by } = library
        const books = yield* add(by, [
          { title: "Sea of Ink", author: "Ann Sears" },
          { title: "Sea Room", author: "Bob Sears", tags: ["sea", "seasons"] },
          { title: "Sea Fever", author: "Bob Sears", tags: ["seasons"] }
        ])
        for (const book of [books[2], books[1], books[2]]) {
          const id = book?.id ?? assert.fail("the book is not there")
          yield* Loans.use((loans) =>
            Effect.andThen(loans.borrow(library.reader(0), id, {}), loans.giveBack(library.reader(0), id))
          )
        }
        const found = yield* texts(by, "sea")
        const of = (type: string) =>
          found.filter((text) => text.startsWith(type)).map((text) => text.slice(type.length))
        assert.deepStrictEqual(of("title "), ["Sea Fever", "Sea Room", "Sea of Ink"])
        assert.deepStrictEqual(of("author "), ["Bob Sears", "Ann Sears"])
        assert.deepStrictEqual(of("tag "), ["sea", "seasons"])
        assert.strictEqual((yield* texts(by, "sea", 2)).length, 2)
      })
    )

    it.effect("what is popular is found among a hundred others that begin so", () =>
      Effect.gen(function* () {
        const library = yield* newTown({ books: 1 })
        const sql = yield* SqlClient.SqlClient
        yield* sql`
          INSERT INTO books (id, organization_id, title, author, tags)
          SELECT gen_random_uuid(), ${library.organizationId}, 'Tale ' || 1000 + n, 'Tim ' || 1000 + n / 2,
            ARRAY['t' || 1000 + n / 3]
          FROM generate_series(1, 150) n`
        const [last] = yield* add(library.librarian, [{ title: "Tzar", author: "Tytus", tags: ["tzar", "tyre"] }])
        yield* add(
          library.librarian,
          [1, 2, 3].map((n) => ({ title: `W ${n}`, author: "Tytus", tags: ["tyre", `a${n}`] }))
        )
        const id = last?.id ?? assert.fail("the book is not there")
        yield* Loans.use((loans) => loans.borrow(library.reader(0), id, {}))
        assert.deepStrictEqual((yield* texts(library.librarian, "t")).slice(0, 3), [
          "title Tzar",
          "author Tytus",
          "tag tyre"
        ])
      })
    )

    it.effect("one title that many books have is suggested once", () =>
      Effect.gen(function* () {
        const by = yield* newLibrary
        yield* add(by, [
          ...Array.from({ length: 70 }, () => ({ title: "Annual report", author: "A" })),
          {
            title: "Annuals for gardens",
            author: "B"
          }
        ])
        assert.deepStrictEqual(yield* texts(by, "annu"), ["title Annual report", "title Annuals for gardens"])
      })
    )

    it.effect("suggestions follow every change of books, as if they had been made anew", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const sql = yield* SqlClient.SqlClient
        const by = yield* newLibrary
        const pick = <A>(values: ReadonlyArray<A>) =>
          Effect.map(
            Random.nextIntBetween(0, values.length - 1),
            (index) => values[index] ?? assert.fail("out of bounds")
          )
        const word = pick(["sea", "Séa of", "the deep sea", "of", "a sea, a SEA", "!", "x".repeat(300)])
        const ids = (yield* add(by, [dune, dune])).map(({ id }) => id)
        for (let i = 0; i < 40; i++) {
          const [title, author, tag, id] = [yield* word, yield* word, yield* word, yield* pick(ids)]
          const way = yield* Random.nextIntBetween(0, 2)
          if (way === 0) ids.push((yield* catalogue.add(by, { title, author, tags: [tag.slice(0, 60)] })).id)
          if (way === 1) yield* catalogue.update(by, id, { title, author, tags: [tag.slice(0, 60)] }, undefined)
          if (way === 2 && ids.length > 1)
            yield* catalogue.remove(by, ids.splice(ids.indexOf(id), 1)[0] ?? id, undefined)
        }
        const wrong = yield* sql`
          (SELECT 'title', later, start, book_id::text FROM title_starts WHERE organization_id = ${by.organizationId}
            EXCEPT ALL SELECT 'title', later, start, id::text FROM books, catalogue_starts(title)
              WHERE organization_id = ${by.organizationId})
          UNION ALL (SELECT 'title', later, start, id::text FROM books, catalogue_starts(title)
              WHERE organization_id = ${by.organizationId}
            EXCEPT ALL SELECT 'title', later, start, book_id::text FROM title_starts
              WHERE organization_id = ${by.organizationId})
          UNION ALL (SELECT facet, later, start, key FROM facet_starts WHERE organization_id = ${by.organizationId}
            EXCEPT ALL SELECT facet, later, start, key FROM book_facets, catalogue_starts(key)
              WHERE organization_id = ${by.organizationId} AND facet IN ('author', 'tag'))
          UNION ALL (SELECT facet, later, start, key FROM book_facets, catalogue_starts(key)
              WHERE organization_id = ${by.organizationId} AND facet IN ('author', 'tag')
            EXCEPT ALL SELECT facet, later, start, key FROM facet_starts WHERE organization_id = ${by.organizationId})`
        assert.deepStrictEqual(wrong, [])
        yield* Effect.forEach(ids, (id) => catalogue.remove(by, id, undefined))
        assert.deepStrictEqual(yield* texts(by, "sea"), [])
      }).pipe(Random.withSeed("suggestions"))
    )

    it.effect("a library is told nothing of another, not even a mistyped word of it", () =>
      Effect.gen(function* () {
        yield* filled
        const other = yield* newLibrary
        yield* add(other, [dune])
        for (const typed of ["the l", "tolkien", "tolkein", "elves"])
          assert.deepStrictEqual(yield* texts(other, typed), [])
      })
    )

    it.effect("whatever is typed is completed or not, with one statement", () =>
      Effect.gen(function* () {
        const by = yield* filled
        const hostile = [
          "'; drop table books; --",
          "ring:* & !lord | (",
          "\u{1f4da}",
          "ß".repeat(200),
          "a ".repeat(100)
        ]
        for (const typed of [...hostile, "the", "tolkein rigns hobit", "z".repeat(200), "\u{10ffff}", "\\"]) {
          const statements: Array<string> = []
          yield* Effect.withTracer(suggest(by, typed), listening(statements))
          assert.strictEqual(statements.length, 1)
        }
      })
    )
  })
