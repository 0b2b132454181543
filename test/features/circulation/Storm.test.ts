import { assert, layer } from "@effect/vitest"
import { Effect, Layer, Random } from "effect"
import { SqlClient } from "effect/sql"
import { Holds } from "#features/circulation/Holds.ts"
import { HoldLists } from "#features/circulation/HoldLists.ts"
import { Loans } from "#features/circulation/Loans.ts"
import * as ReaderData from "#features/circulation/ReaderData.ts"
import { PersonalData } from "#features/identity/PersonalData.ts"
import { describePostgres } from "../../support/Services.ts"
import { layerPostgres } from "../../support/TestDatabase.ts"
import { layerUnheard, type Library, newLibrary, refusal } from "./CirculationServices.ts"

const services = Layer.unwrap(Effect.map(ReaderData.keepers, PersonalData.layer)).pipe(
  Layer.provideMerge(layerUnheard(layerPostgres))
)

/** What is kept has been kept for long enough. */
const shelfTimePasses = ({ organizationId }: Library) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql`
      UPDATE holds SET expires_at = now() - interval '1 second'
      WHERE organization_id = ${organizationId} AND status = 'ready'`
  )

/** Something that somebody does, whatever comes of it. */
const act = Effect.fnUntraced(function* (library: Library) {
  const [loans, holds] = [yield* Loans, yield* Holds]
  const reader = library.reader(yield* Random.nextIntBetween(0, library.readers.length - 1))
  const book = library.book(yield* Random.nextIntBetween(0, library.books.length - 1))
  const hold = HoldLists.use((lists) => lists.mine(reader, { limit: 1 }))
  switch (yield* Random.nextIntBetween(0, 8)) {
    case 0:
    case 1:
    case 2:
      return yield* refusal(loans.borrow(reader, book, {}))
    case 3:
    case 4:
      return yield* refusal(loans.giveBack(library.librarian, book))
    case 5:
    case 6:
      return yield* refusal(holds.place(reader, book, {}))
    case 7: {
      const [mine] = (yield* hold).items
      return mine === undefined ? "nothing" : yield* refusal(Effect.asVoid(holds.suspend(reader, mine.id)))
    }
    default:
      yield* shelfTimePasses(library)
      yield* holds.moveOn
      return "done"
  }
})

describePostgres("on a server", () =>
  layer(services, { excludeTestServices: true, timeout: "60 seconds" })("a desk that everybody storms", (it) => {
    it.effect("stays in order, without anybody waiting for another in a circle", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const library = yield* newLibrary({ readers: 8, books: 3, policy: { maxActiveLoans: 2, holdShelfDays: 1 } })
        const personal = yield* PersonalData
        const leaving = library.readers.slice(6)
        yield* Effect.forEach(
          Array.from({ length: 300 }),
          (_, index) =>
            index % 60 === 59
              ? Effect.forEach(leaving, ({ id }) => refusal(personal.erase(library.admin, id)))
              : Effect.asVoid(act(library)),
          { concurrency: 10, discard: true }
        )
        yield* Holds.use(({ moveOn }) => moveOn)
        const wrong = yield* sql`
          SELECT 'lent and kept' AS what FROM loans JOIN holds USING (organization_id, book_id)
          WHERE loans.organization_id = ${library.organizationId} AND returned_at IS NULL AND status = 'ready'
          UNION ALL
          SELECT 'free, though somebody waits' FROM holds
          WHERE organization_id = ${library.organizationId} AND status = 'waiting' AND suspended_at IS NULL
            AND NOT EXISTS (SELECT FROM taken_books t WHERE t.organization_id = holds.organization_id
              AND t.book_id = holds.book_id)`
        assert.deepStrictEqual(wrong, [])
        const [done] = yield* sql<{ readonly loans: number }>`
          SELECT count(*)::int AS loans FROM loans WHERE organization_id = ${library.organizationId}`
        assert.isAbove(done?.loans ?? 0, 10)
      })
    )
  })
)
