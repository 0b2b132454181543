import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import type { SqlClient } from "effect/sql"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import { Holds } from "#features/circulation/Holds.ts"
import { LoanLists } from "#features/circulation/LoanLists.ts"
import { Loans } from "#features/circulation/Loans.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { layerCatalogue } from "../catalogue/CatalogueServices.ts"
import { daysPass, newLibrary, refusal } from "./CirculationServices.ts"

const services = <E>(database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  Layer.mergeAll(Loans.layer, LoanLists.layer, Holds.layer).pipe(Layer.provideMerge(layerCatalogue(database)))

const suite = (where: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, unknown>) =>
  layer(services(database), { excludeTestServices: true, timeout: "30 seconds" })(
    `the catalogue and what is lent, ${where}`,
    (it) => {
      it.effect("a book stays while somebody has it or waits for it, and then its past loans stay without it", () =>
        Effect.gen(function* () {
          const catalogue = yield* Catalogue
          const loans = yield* Loans
          const holds = yield* Holds
          const library = yield* newLibrary()
          const [ada, bob, book] = [library.reader(0), library.reader(1), library.book(0)]
          const remove = catalogue.remove(library.librarian, book, undefined)
          const loan = yield* loans.borrow(ada, book, {})
          assert.strictEqual(yield* refusal(remove), "BookOnLoan")
          const hold = yield* holds.place(bob, book, {})
          yield* loans.giveBack(ada, book)
          assert.strictEqual(yield* refusal(remove), "BookHeld")
          yield* holds.suspend(bob, hold.id)
          assert.strictEqual(yield* refusal(remove), "BookHeld")
          yield* holds.cancel(bob, hold.id)
          assert.strictEqual(yield* refusal(remove), "done")
          const { items, statistics } = yield* LoanLists.use((lists) => lists.history(ada, { limit: 5 }))
          assert.deepInclude(items[0], { id: loan.id, bookId: null, bookTitle: "Dune", status: "returned" })
          assert.strictEqual(statistics.returned, 1)
          assert.strictEqual(yield* refusal(loans.renew(ada, loan.id)), "LoanReturned")
          assert.strictEqual(yield* refusal(holds.resume(bob, hold.id)), "HoldClosed")
        })
      )

      it.effect("books are found by whether anybody could take them from the shelf", () =>
        Effect.gen(function* () {
          const catalogue = yield* Catalogue
          const loans = yield* Loans
          const library = yield* newLibrary({ books: 4 })
          const [ada, bob] = [library.reader(0), library.reader(1)]
          const listed = (available: boolean, q?: string) =>
            Effect.map(
              catalogue.list(library.organizationId, {
                available,
                limit: 10,
                facets: true,
                ...(q === undefined ? {} : { q })
              }),
              ({ facets, items, total }) => {
                assert.strictEqual(facets?.author[0]?.count ?? 0, total)
                return [total, ...items.map(({ id }) => library.books.indexOf(id)).toSorted()]
              }
            )
          yield* loans.borrow(ada, library.book(0), {})
          yield* loans.borrow(bob, library.book(1), {})
          yield* Holds.use((holds) => holds.place(ada, library.book(1), {}))
          yield* loans.giveBack(bob, library.book(1))
          assert.deepStrictEqual(yield* listed(true), [2, 2, 3])
          assert.deepStrictEqual(yield* listed(false), [2, 0, 1])
          assert.deepStrictEqual(yield* listed(true, "dune"), [2, 2, 3])
        })
      )

      it.effect("a book that was kept for long enough is there for anybody at once, unless somebody else waits", () =>
        Effect.gen(function* () {
          const catalogue = yield* Catalogue
          const loans = yield* Loans
          const holds = yield* Holds
          const library = yield* newLibrary({ books: 2 })
          const [ada, bob] = [library.reader(0), library.reader(1)]
          yield* loans.borrow(library.reader(2), library.book(0), {})
          yield* holds.place(ada, library.book(0), {})
          const waits = yield* holds.place(bob, library.book(0), {})
          yield* loans.giveBack(library.librarian, library.book(0))
          const isThere = Effect.map(
            catalogue.list(library.organizationId, { available: true, limit: 10, facets: false }),
            ({ items }) => items.some(({ id }) => id === library.book(0))
          )
          assert.isFalse(yield* isThere)
          yield* daysPass(library, 10)
          assert.isFalse(yield* isThere)
          yield* holds.suspend(bob, waits.id)
          yield* daysPass(library, 10)
          assert.isTrue(yield* isThere)
        })
      )
    }
  )

suite("embedded", layerEmbedded)
describePostgres("on a server", () => suite("PostgreSQL", layerPostgres))
