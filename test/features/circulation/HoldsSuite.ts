import { assert, layer } from "@effect/vitest"
import { DateTime, Effect, type Layer } from "effect"
import type { SqlClient } from "effect/sql"
import type { BookId } from "#contract/catalogue/Book.ts"
import type { Actor } from "#features/circulation/CirculationPolicy.ts"
import { HoldLists } from "#features/circulation/HoldLists.ts"
import { Holds } from "#features/circulation/Holds.ts"
import { LoanLists } from "#features/circulation/LoanLists.ts"
import { Loans } from "#features/circulation/Loans.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import {
  block,
  daysPass,
  endOf,
  layerCirculation,
  type Library,
  newLibrary,
  refusal,
  told
} from "./CirculationServices.ts"

/** A book on loan to a fourth reader, for whom nobody need return it, and three who wait for it, in order. */
const queue = Effect.fnUntraced(function* (policy: Parameters<typeof newLibrary>[0] = {}) {
  const library = yield* newLibrary({ readers: 5, ...policy })
  const book = library.book(0)
  yield* Loans.use((loans) => loans.borrow(library.reader(3), book, {}))
  const place = (reader: Actor) => Holds.use((holds) => holds.place(reader, book, {}))
  const [ada, bob, cid] = [library.reader(0), library.reader(1), library.reader(2)]
  const holds = [yield* place(ada), yield* place(bob), yield* place(cid)] as const
  const giveBack = Loans.use((loans) => loans.giveBack(library.librarian, book))
  return { library, book, ada, bob, cid, holds, giveBack }
})

/** Who waits for a book: reader by reader, the state and the place of each. */
const queueOf = (library: Library, book: BookId) =>
  Effect.map(
    HoldLists.use((lists) => lists.ofBook(library.organizationId, book, { limit: 20 })),
    ({ items }) =>
      items.map(({ position, status, userId }) => {
        const reader = library.readers.findIndex(({ id }) => id === userId)
        return `${reader} ${status}${position === null ? "" : ` ${position}`}`
      })
  )

/** What holds must do on whatever database. */
export const holdsSuite = (where: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, unknown>) =>
  layer(layerCirculation(database), { excludeTestServices: true, timeout: "30 seconds" })(`holding, ${where}`, (it) => {
    it.effect("who waits first gets the copy first, kept from the return on, until the end of a day", () =>
      Effect.gen(function* () {
        const { ada, bob, book, giveBack, holds, library } = yield* queue()
        assert.deepStrictEqual(
          holds.map(({ position, status }) => [status, position]),
          [
            ["waiting", 1],
            ["waiting", 2],
            ["waiting", 3]
          ]
        )
        yield* daysPass(library, 9)
        yield* giveBack
        assert.deepStrictEqual(yield* queueOf(library, book), ["0 ready", "1 waiting 1", "2 waiting 2"])
        const [mine] = (yield* HoldLists.use((lists) => lists.mine(ada, { limit: 5 }))).items
        assert.strictEqual(mine?.expiresAt && DateTime.formatIso(mine.expiresAt), yield* endOf(library, 3))
        const loans = yield* Loans
        assert.strictEqual(yield* refusal(loans.borrow(bob, book, {})), "BookHeld")
        assert.strictEqual(yield* refusal(loans.borrow(library.reader(4), book, {})), "BookHeld")
        yield* loans.borrow(ada, book, {})
        assert.deepStrictEqual(yield* queueOf(library, book), ["1 waiting 1", "2 waiting 2"])
        const [fulfilled] = (yield* HoldLists.use((lists) => lists.mine(ada, { limit: 5, status: "all" }))).items
        assert.strictEqual(fulfilled?.status, "fulfilled")
      })
    )

    it.effect("a reader waits once for a book, not for one they have, and not for one that is free", () =>
      Effect.gen(function* () {
        const holds = yield* Holds
        const { ada, book, library } = yield* queue({ policy: { maxOpenHolds: 2 }, books: 4 })
        assert.strictEqual(yield* refusal(holds.place(ada, book, {})), "AlreadyHeld")
        assert.strictEqual(yield* refusal(holds.place(library.reader(3), book, {})), "AlreadyBorrowed")
        assert.strictEqual(yield* refusal(holds.place(ada, library.book(1), {})), "BookAvailable")
        const loans = yield* Loans
        for (const [index, reader] of [library.reader(1), library.reader(2)].entries())
          yield* loans.borrow(reader, library.book(index + 1), {})
        assert.strictEqual(yield* refusal(holds.place(ada, library.book(1), {})), "done")
        const refused = yield* Effect.flip(holds.place(ada, library.book(2), {}))
        assert.deepInclude(refused, { _tag: "HoldLimitReached", maxOpenHolds: 2 })
      })
    )

    it.effect("a copy that nobody came for goes to the next when its time is over", () =>
      Effect.gen(function* () {
        const holds = yield* Holds
        const { book, giveBack, holds: placed, library } = yield* queue({ policy: { holdShelfDays: 2 } })
        yield* giveBack
        yield* daysPass(library, 2)
        yield* holds.moveOn
        assert.deepStrictEqual(yield* queueOf(library, book), ["0 ready", "1 waiting 1", "2 waiting 2"])
        yield* daysPass(library, 1)
        assert.isAtLeast(yield* holds.moveOn, 1)
        assert.deepStrictEqual(yield* queueOf(library, book), ["1 ready", "2 waiting 1"])
        const news = yield* told(library)
        assert.deepStrictEqual(news.slice(-2), [`HoldExpired ${placed[0].id}`, `HoldReady ${placed[1].id}`])
        const { items } = yield* HoldLists.use((lists) => lists.mine(library.reader(1), { limit: 1 }))
        assert.strictEqual(items[0]?.expiresAt && DateTime.formatIso(items[0].expiresAt), yield* endOf(library, 2))
        assert.strictEqual(yield* holds.moveOn, 0)
      })
    )

    it.effect("whoever asks for a copy that was kept for too long gets it if nobody else waits", () =>
      Effect.gen(function* () {
        const loans = yield* Loans
        const { ada, bob, book, cid, giveBack, holds: placed, library } = yield* queue()
        const holds = yield* Holds
        yield* holds.cancel(bob, placed[1].id)
        yield* giveBack
        yield* daysPass(library, 4)
        // The time of the first is over, though nobody has looked yet: it is the third's turn.
        const seenBy = (by: Actor) => LoanLists.use((lists) => lists.availability(by, book))
        assert.deepInclude(yield* seenBy(ada), { isAvailable: false, heldForYou: false })
        assert.deepInclude(yield* seenBy(cid), { isAvailable: true, heldForYou: true })
        assert.deepInclude(yield* seenBy(bob), { isAvailable: false, heldForYou: false })
        assert.strictEqual(yield* refusal(loans.borrow(ada, book, {})), "BookHeld")
        assert.strictEqual(yield* refusal(loans.borrow(cid, book, {})), "done")
        yield* loans.giveBack(cid, book)
        assert.strictEqual(yield* refusal(loans.borrow(bob, book, {})), "done")
      })
    )

    it.effect("who is suspended keeps the place and is passed over", () =>
      Effect.gen(function* () {
        const holds = yield* Holds
        const { ada, book, giveBack, holds: placed, library } = yield* queue()
        assert.deepInclude(yield* holds.suspend(ada, placed[0].id), { status: "suspended", position: 1 })
        yield* giveBack
        assert.deepStrictEqual(yield* queueOf(library, book), ["0 suspended 1", "1 ready", "2 waiting 2"])
        assert.deepInclude(yield* holds.resume(ada, placed[0].id), { status: "waiting", position: 1 })
        yield* Loans.use((loans) => loans.borrow(library.reader(1), book, {}))
        yield* giveBack
        assert.deepStrictEqual(yield* queueOf(library, book), ["0 ready", "2 waiting 1"])
      })
    )

    it.effect("a copy on the shelf goes to the next when its reader suspends, and back when nobody else is there", () =>
      Effect.gen(function* () {
        const holds = yield* Holds
        const { ada, bob, book, cid, giveBack, holds: placed, library } = yield* queue()
        yield* giveBack
        yield* holds.suspend(ada, placed[0].id)
        assert.deepStrictEqual(yield* queueOf(library, book), ["0 suspended 1", "1 ready", "2 waiting 2"])
        yield* holds.cancel(bob, placed[1].id)
        yield* holds.suspend(library.librarian, placed[2].id)
        assert.deepStrictEqual(yield* queueOf(library, book), ["0 suspended 1", "2 suspended 2"])
        assert.deepInclude(yield* holds.resume(cid, placed[2].id), { status: "ready", position: null })
      })
    )

    it.effect("a hold is cancelled by its reader or by staff, once, and by nobody else", () =>
      Effect.gen(function* () {
        const holds = yield* Holds
        const { ada, bob, book, giveBack, holds: placed, library } = yield* queue()
        const [first, second] = placed
        assert.strictEqual(yield* refusal(holds.cancel(bob, first.id)), "HoldNotFound")
        assert.strictEqual(yield* refusal(holds.cancel((yield* newLibrary()).librarian, first.id)), "HoldNotFound")
        yield* giveBack
        yield* holds.cancel(ada, first.id)
        assert.deepStrictEqual(yield* queueOf(library, book), ["1 ready", "2 waiting 1"])
        yield* holds.cancel(ada, first.id)
        const over = yield* Effect.flip(holds.suspend(ada, first.id))
        assert.deepInclude(over, { _tag: "HoldClosed", holdStatus: "cancelled" })
        yield* Loans.use((loans) => loans.borrow(bob, book, {}))
        assert.deepInclude(yield* Effect.flip(holds.cancel(bob, second.id)), { holdStatus: "fulfilled" })
        yield* holds.cancel(library.librarian, placed[2].id)
        assert.deepStrictEqual(yield* queueOf(library, book), [])
      })
    )

    it.effect("who may not borrow is passed over, and gets the turn once that is over", () =>
      Effect.gen(function* () {
        const holds = yield* Holds
        const loans = yield* Loans
        const { ada, bob, book, giveBack, holds: placed, library } = yield* queue()
        yield* block(ada)
        yield* holds.cancel(bob, placed[1].id)
        yield* holds.cancel(library.librarian, placed[2].id)
        yield* giveBack
        assert.deepStrictEqual(yield* queueOf(library, book), ["0 waiting 1"])
        yield* block(ada, false)
        yield* holds.moveOn
        assert.deepStrictEqual(yield* queueOf(library, book), ["0 ready"])
        assert.strictEqual(yield* refusal(loans.borrow(bob, book, {})), "BookHeld")
      })
    )

    it.effect("availability says who could have the book, and names its reader to nobody else", () =>
      Effect.gen(function* () {
        const lists = yield* LoanLists
        const { ada, bob, book, giveBack, library } = yield* queue()
        const seenBy = (by: Actor) => lists.availability(by, book)
        assert.deepInclude(yield* seenBy(ada), { isAvailable: false, heldForYou: false, holds: 3, totalLoans: 1 })
        assert.hasAllKeys((yield* seenBy(ada)).activeLoan, ["borrowedAt", "dueAt", "status"])
        assert.strictEqual((yield* seenBy(library.reader(3))).activeLoan?.userId, library.reader(3).id)
        assert.strictEqual((yield* seenBy(library.librarian)).activeLoan?.userId, library.reader(3).id)
        yield* daysPass(library, 15)
        assert.strictEqual((yield* seenBy(ada)).activeLoan?.status, "overdue")
        yield* giveBack
        assert.deepInclude(yield* seenBy(ada), { isAvailable: true, heldForYou: true, activeLoan: null })
        assert.deepInclude(yield* seenBy(bob), { isAvailable: false, heldForYou: false, activeLoan: null })
        const elsewhere = lists.availability((yield* newLibrary()).librarian, book)
        assert.strictEqual(yield* refusal(elsewhere), "BookNotFound")
      })
    )

    it.effect("the queue of a book is read page by page", () =>
      Effect.gen(function* () {
        const lists = yield* HoldLists
        const { book, holds: placed, library } = yield* queue()
        const { organizationId } = library
        const first = yield* lists.ofBook(organizationId, book, { limit: 2 })
        const second = yield* lists.ofBook(organizationId, book, { limit: 2, cursor: first.nextCursor ?? "" })
        const read = [...first.items, ...second.items].map(({ id }) => id)
        assert.deepStrictEqual(
          read,
          placed.map(({ id }) => id)
        )
        assert.deepStrictEqual([first.total, second.total, second.nextCursor], [3, 3, undefined])
        const wrong = lists.ofBook(organizationId, library.book(1), { limit: 2, cursor: first.nextCursor ?? "" })
        assert.strictEqual(yield* refusal(wrong), "InvalidCursor")
        assert.strictEqual(
          yield* refusal(lists.ofBook((yield* newLibrary()).organizationId, book, { limit: 2 })),
          "BookNotFound"
        )
      })
    )

    it.effect("somebody's holds are listed by how they stand", () =>
      Effect.gen(function* () {
        const lists = yield* HoldLists
        const holds = yield* Holds
        const { ada, holds: placed } = yield* queue()
        const having = (status?: "waiting" | "suspended" | "cancelled" | "all") =>
          Effect.map(lists.mine(ada, { limit: 5, ...(status === undefined ? {} : { status }) }), (page) => page.total)
        assert.deepStrictEqual([yield* having(), yield* having("waiting"), yield* having("suspended")], [1, 1, 0])
        yield* holds.suspend(ada, placed[0].id)
        assert.deepStrictEqual([yield* having(), yield* having("waiting"), yield* having("suspended")], [1, 0, 1])
        yield* holds.cancel(ada, placed[0].id)
        assert.deepStrictEqual([yield* having(), yield* having("cancelled"), yield* having("all")], [0, 1, 1])
      })
    )
  })
