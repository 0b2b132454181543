import { assert, layer } from "@effect/vitest"
import { Effect } from "effect"
import { SqlClient } from "effect/sql"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import { describePostgres } from "../../support/Services.ts"
import { onlyBehindTheWall } from "../../support/TenantTables.ts"
import { layerPostgres } from "../../support/TestDatabase.ts"
import { countRows, dune, form, layerCatalogue, newLibrary, textFile } from "./CatalogueServices.ts"

describePostgres("the wall around a library's books", () => {
  layer(layerCatalogue(layerPostgres), { excludeTestServices: true })("stands", (it) => {
    it.effect("while books and their files are added, changed and removed", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        const counted = Effect.forEach(["books", "book_files", "deleted_files", "jobs"] as const, (table) =>
          countRows(by, table)
        )
        // Not book_files: what follows a book by reference goes as PostgreSQL's own doing, as the owner of the tables.
        yield* onlyBehindTheWall("books", "deleted_files", "jobs", "catalogue_counts", "book_facets")
        const { id } = yield* catalogue.add(by, dune)
        const fields = [
          ["title", "Dune Messiah"],
          ["author", "Frank Herbert"]
        ] as const
        const second = yield* catalogue.addForm(by, form([...fields, textFile("He was warrior and mystic.")]))
        yield* catalogue.update(by, id, { genre: "Science fiction" }, undefined)
        yield* catalogue.updateForm(by, second.id, form([textFile("Ogre and saint.")]), undefined)
        assert.deepStrictEqual(yield* counted, [2, 1, 1, 3])
        yield* catalogue.remove(by, id, undefined)
        yield* catalogue.remove(by, second.id, undefined)
        assert.deepStrictEqual(yield* counted, [0, 0, 2, 4])
        const outside = yield* Effect.flip(sql`DELETE FROM books`)
        assert.include(String(Object(outside.reason.cause).message), "outside of the wall")
      })
    )
  })
})
