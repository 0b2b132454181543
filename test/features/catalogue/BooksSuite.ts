import { assert, layer } from "@effect/vitest"
import type { Layer } from "effect"
import { Effect, Option } from "effect"
import type { SqlClient } from "effect/sql"
import { BookId, type NewBook } from "#contract/catalogue/Book.ts"
import { BookFileId } from "#contract/catalogue/BookFile.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { auditOf, countRows, dune, form, layerCatalogue, newLibrary, textFile } from "./CatalogueServices.ts"

const full: Required<NewBook> = {
  title: "Die Verwandlung",
  author: "Franz Kafka",
  isbn: "9783150099001",
  genre: "Fiction",
  publishedYear: 1915,
  description: "Als Gregor Samsa eines Morgens erwachte.",
  language: "de",
  tags: ["classic", "short"]
}

const refusalsOf = (calls: ReadonlyArray<Effect.Effect<unknown, { readonly _tag: string }>>) =>
  Effect.map(Effect.forEach(calls, Effect.flip), (refusals) => new Set(refusals.map((refusal) => refusal._tag)))

/** What the catalogue keeps to on every database. */
export const booksSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  layer(layerCatalogue(database), { excludeTestServices: true, timeout: "60 seconds" })(`books, ${name}`, (it) => {
    it.effect("a book is kept as it was added", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        const added = yield* catalogue.add(by, full)
        const { createdAt, id, updatedAt, ...rest } = yield* catalogue.get(by.organizationId, added.id)
        assert.deepStrictEqual(rest, {
          ...full,
          tagsSuggested: false,
          summary: null,
          file: null,
          cover: null,
          version: 1
        })
        assert.strictEqual(id, added.id)
        assert.strictEqual(createdAt.epochMilliseconds, updatedAt.epochMilliseconds)
        assert.strictEqual(createdAt.epochMilliseconds, added.createdAt.epochMilliseconds)
      })
    )

    it.effect("two books of a library cannot have one ISBN, two libraries may each have it", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        yield* catalogue.add(by, full)
        const refused = yield* Effect.flip(catalogue.add(by, full))
        assert.strictEqual(refused._tag, "IsbnTaken")
        const other = yield* catalogue.add(by, dune)
        const changed = yield* Effect.flip(catalogue.update(by, other.id, { isbn: full.isbn }, undefined))
        assert.strictEqual(changed._tag, "IsbnTaken")
        assert.strictEqual(yield* countRows(by, "books"), 2)
        yield* catalogue.add(yield* newLibrary, full)
      })
    )

    it.effect("what a change leaves out stays, null empties, and the version grows", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        const { id } = yield* catalogue.add(by, full)
        const changed = yield* catalogue.update(by, id, { title: "The Metamorphosis", genre: null, isbn: null }, [1])
        assert.strictEqual(changed.title, "The Metamorphosis")
        assert.strictEqual(changed.author, full.author)
        assert.strictEqual(changed.publishedYear, full.publishedYear)
        assert.deepStrictEqual([changed.genre, changed.isbn], [null, null])
        assert.deepStrictEqual(changed.tags, full.tags)
        assert.strictEqual(changed.version, 2)
        assert.deepStrictEqual((yield* catalogue.update(by, id, { tags: [] }, undefined)).tags, [])
      })
    )

    it.effect("of two librarians who change one version, the second learns that it changed", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        const { id, version } = yield* catalogue.add(by, dune)
        const results = yield* Effect.forEach(
          ["Dune Messiah", "Children of Dune"],
          (title) => Effect.result(catalogue.update(by, id, { title }, [version])),
          { concurrency: 2 }
        )
        assert.deepStrictEqual(results.map((result) => result._tag).sort(), ["Failure", "Success"])
        assert.strictEqual((yield* catalogue.get(by.organizationId, id)).version, version + 1)
        const removal = yield* Effect.flip(catalogue.remove(by, id, [version]))
        assert.strictEqual(removal._tag, "PreconditionFailed")
      })
    )

    it.effect("readers change nothing", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        const { id } = yield* catalogue.add(by, dune)
        const reader = { ...by, role: "member" } as const
        const refusals = yield* refusalsOf([
          catalogue.add(reader, dune),
          catalogue.addForm(reader, form([["title", "Dune"]])),
          catalogue.update(reader, id, {}, undefined),
          catalogue.updateForm(reader, id, form([["title", "Dune"]]), undefined),
          catalogue.remove(reader, id, undefined)
        ])
        assert.deepStrictEqual(refusals, new Set(["Forbidden"]))
        assert.strictEqual((yield* catalogue.get(by.organizationId, id)).version, 1)
      })
    )

    it.effect("no library sees, changes or removes what belongs to another", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const [ours, theirs] = [yield* newLibrary, yield* newLibrary]
        const book = yield* catalogue.addForm(
          theirs,
          form([["title", "Secret"], ["author", "They"], textFile("Once.")])
        )
        const fileId = book.file?.id ?? BookFileId.make(crypto.randomUUID())
        const { organizationId } = ours
        const refusals = yield* refusalsOf([
          catalogue.get(organizationId, book.id),
          catalogue.fileOf(organizationId, book.id),
          catalogue.update(ours, book.id, { title: "Ours" }, undefined),
          catalogue.updateForm(ours, book.id, form([textFile("Ours.")]), undefined),
          catalogue.remove(ours, book.id, undefined)
        ])
        assert.deepStrictEqual(refusals, new Set(["BookNotFound"]))
        assert.isTrue(Option.isNone(yield* catalogue.fileById(organizationId, fileId)))
        assert.isFalse(yield* catalogue.setSummary(organizationId, book.id, fileId, "Ours"))
        for (const q of ["secret", "secrte"]) {
          const listed = yield* catalogue.list(organizationId, { q, limit: 10, facets: true })
          assert.deepStrictEqual([listed.total, listed.items.length, listed.facets?.author.length], [0, 0, 0])
        }
        assert.strictEqual((yield* catalogue.list(organizationId, { limit: 10, facets: true })).total, 0)
        assert.deepStrictEqual(yield* catalogue.get(theirs.organizationId, book.id), book)
      })
    )

    it.effect("a summary is shown with the book it was written from, and disturbs nobody who edits the book", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        const fields = [
          ["title", "Dune"],
          ["author", "Frank Herbert"]
        ] as const
        const book = yield* catalogue.addForm(by, form([...fields, textFile("Arrakis.")]))
        const fileId = book.file?.id ?? assert.fail("the book has no file")
        assert.isTrue(yield* catalogue.setSummary(by.organizationId, book.id, fileId, "Sand and spice."))
        const summarised = yield* catalogue.get(by.organizationId, book.id)
        assert.strictEqual(summarised.summary, "Sand and spice.")
        assert.strictEqual(summarised.version, book.version)
        const found = yield* catalogue.list(by.organizationId, { q: "spice", limit: 10, facets: false })
        assert.deepStrictEqual(
          found.items.map((item) => item.id),
          [book.id]
        )

        const replaced = yield* catalogue.updateForm(by, book.id, form([textFile("Caladan.")]), [1])
        assert.strictEqual(replaced.summary, null)
        assert.isFalse(yield* catalogue.setSummary(by.organizationId, book.id, fileId, "Of the old file."))
        assert.strictEqual((yield* catalogue.get(by.organizationId, book.id)).summary, null)
      })
    )

    it.effect("a book that is gone is not found", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        const { id } = yield* catalogue.add(by, dune)
        yield* catalogue.remove(by, id, undefined)
        assert.strictEqual((yield* Effect.flip(catalogue.get(by.organizationId, id)))._tag, "BookNotFound")
        assert.strictEqual((yield* Effect.flip(catalogue.remove(by, id, undefined)))._tag, "BookNotFound")
        assert.deepStrictEqual(yield* auditOf(by), [
          { actorId: by.id, action: "book.remove", subjectId: id, detail: { title: "Dune" } }
        ])
        const never = BookId.make(crypto.randomUUID())
        assert.strictEqual((yield* Effect.flip(catalogue.fileOf(by.organizationId, never)))._tag, "BookNotFound")
      })
    )
  })
