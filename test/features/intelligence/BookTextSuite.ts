import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { HttpApiTest } from "effect/http-api"
import { SqlClient } from "effect/sql"
import { Api } from "#contract/Api.ts"
import { mostCharacters, usualCharacters } from "#contract/intelligence/TextPart.ts"
import * as BookTextHttp from "#features/intelligence/BookTextHttp.ts"
import { BookTextParts } from "#features/intelligence/BookTextParts.ts"
import type { Database } from "#platform/Database.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { as, layer as layerTrusted } from "../../support/TrustedBearer.ts"
import { layerOver } from "./ReadingRoom.ts"
import * as Shelf from "./Shelf.ts"

/** A library with a book, as reading leaves it: each page apart from the one before by an empty line. */
const bookOf = Effect.fnUntraced(function* (...texts: ReadonlyArray<string>) {
  const book = yield* Shelf.shelve("A dragon sleeps.")
  const pages: Array<{ readonly number: number; readonly start: number; readonly end: number }> = []
  let text = ""
  for (const page of texts) {
    if (text !== "" && page !== "") text += "\n\n"
    pages.push({ number: pages.length + 1, start: text.length, end: text.length + page.length })
    text += page
  }
  const read = Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql`
      INSERT INTO book_texts (organization_id, file_id, text, pages, characters)
      VALUES (${book.organizationId}, ${book.fileId}, ${text}, ${JSON.stringify(pages)}::jsonb, ${text.length})`
  )
  return { ...book, text, read }
})

const client = HttpApiTest.groups(Api, ["bookText"])

/** What stands in books, over a database. */
export const bookTextSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | Database | TenantWall, E>) =>
  layer(
    BookTextHttp.layer.pipe(
      Layer.provide(BookTextParts.layer),
      Layer.provideMerge(layerTrusted),
      Layer.provideMerge(layerOver(database))
    ),
    { excludeTestServices: true }
  )(`texts of books, ${name}`, (it) => {
    it.effect("are opened by place and by page once the book was read", () =>
      Effect.gen(function* () {
        const pages = ["A dragon sleeps.", "", "It wakes, and 🐉 flies."]
        const book = yield* bookOf(...pages)
        const api = yield* client.pipe(as({ ...book.librarian, role: "member" }))
        const params = { id: book.bookId }
        assert.strictEqual((yield* Effect.flip(api.bookText.get({ params, query: {} })))._tag, "BookTextNotFound")
        yield* book.read
        const whole = yield* api.bookText.get({ params, query: {} })
        const { text } = book
        assert.deepInclude(whole, { text, start: 0, end: text.length, characters: text.length, pageCount: 3 })
        const third = yield* api.bookText.get({ params, query: { page: 3 } })
        assert.deepStrictEqual([third.text, third.start], [pages[2], 18])
        assert.strictEqual((yield* api.bookText.get({ params, query: { page: 2 } })).text, "")
        const cited = yield* api.bookText.get({ params, query: { start: 18, end: 26 } })
        assert.deepStrictEqual([cited.text, cited.pages.map(({ number }) => number)], ["It wakes", [3]])
        const missing = yield* Effect.flip(api.bookText.get({ params, query: { page: 4 } }))
        assert.deepStrictEqual(missing._tag === "PageNotFound" && missing.pageCount, 3)
      })
    )

    it.effect("come in parts, and no part is larger than may be", () =>
      Effect.gen(function* () {
        const book = yield* bookOf("A dragon sleeps. ".repeat(10_000))
        const api = yield* client.pipe(as(book.librarian))
        const params = { id: book.bookId }
        yield* book.read
        const { characters, end } = yield* api.bookText.get({ params, query: {} })
        assert.deepStrictEqual([end, characters], [usualCharacters, 170_000])
        const most = yield* api.bookText.get({ params, query: { start: 10, end: 160_000 } })
        assert.deepStrictEqual([most.start, most.end, most.text.length], [10, 10 + mostCharacters, mostCharacters])
        const rest = yield* api.bookText.get({ params, query: { start: most.end, end: 200_000 } })
        assert.strictEqual(rest.end, characters)
      })
    )

    it.effect("are those of one's own library", () =>
      Effect.gen(function* () {
        const { librarian } = yield* Shelf.library
        const theirs = yield* bookOf("A dragon sleeps.")
        yield* theirs.read
        const api = yield* client.pipe(as(librarian))
        const refused = yield* Effect.flip(api.bookText.get({ params: { id: theirs.bookId }, query: {} }))
        assert.strictEqual(refused._tag, "BookNotFound")
      })
    )
  })
