import { Context, Effect, Layer, Option } from "effect"
import { SecureRandom } from "effect/crypto"
import type { SqlError } from "effect/sql"
import type { Forbidden } from "#contract/Authorization.ts"
import type { BookId, BookNotFound } from "#contract/catalogue/Book.ts"
import { HoldCancelled, HoldPlaced } from "#contract/circulation/CirculationEvents.ts"
import {
  AlreadyHeld,
  BookAvailable,
  type Hold,
  HoldClosed,
  HoldLimitReached,
  HoldNotFound,
  type PlaceHold
} from "#contract/circulation/Hold.ts"
import { HoldId } from "#contract/circulation/Ids.ts"
import { AlreadyBorrowed, type ReaderBlocked } from "#contract/circulation/Loan.ts"
import type { UserId, UserNotFound } from "#contract/identity/User.ts"
import { type Remember, rememberNothing } from "#features/idempotency/Remember.ts"
import { Reactions } from "#jobs/Reactions.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { type Actor, concerns, readerOf } from "./CirculationPolicy.ts"
import { type HoldKey, HoldsRepo } from "./HoldsRepo.ts"
import { Queue } from "./Queue.ts"
import { Shelf } from "./Shelf.ts"
import type { BookKey } from "./ShelfRepo.ts"

/** Who waits for which book. Each call is one transaction, which leaves the queue at rest. */
export class Holds extends Context.Service<
  Holds,
  {
    /** The last place of the queue, for the caller or for whom staff name. `remember` is called last. */
    readonly place: (
      by: Actor,
      bookId: BookId,
      asked: PlaceHold,
      remember?: Remember<Hold>
    ) => Effect.Effect<
      Hold,
      | Forbidden
      | BookNotFound
      | UserNotFound
      | ReaderBlocked
      | AlreadyHeld
      | AlreadyBorrowed
      | BookAvailable
      | HoldLimitReached
    >
    /** A copy that was kept goes to who is next. Cancelling again changes nothing. */
    readonly cancel: (by: Actor, id: HoldId) => Effect.Effect<void, HoldNotFound | HoldClosed>
    /** The same, but the place stays. Suspending again changes nothing. */
    readonly suspend: (by: Actor, id: HoldId) => Effect.Effect<Hold, HoldNotFound | HoldClosed>
    /** The copy may be there for the hold at once. Resuming again changes nothing. */
    readonly resume: (by: Actor, id: HoldId) => Effect.Effect<Hold, HoldNotFound | HoldClosed>
    /** Moves every queue that time has moved; gives how many books that were. Idempotent, for a timetable. */
    readonly moveOn: Effect.Effect<number, SqlError.SqlError>
  }
>()("luminalib/features/circulation/Holds") {
  static readonly layerNoDeps = Layer.effect(
    Holds,
    Effect.gen(function* () {
      const wall = yield* TenantWall
      const random = yield* SecureRandom.SecureRandom
      const shelf = yield* Shelf
      const queue = yield* Queue
      const repo = yield* HoldsRepo
      const reactions = yield* Reactions

      const view = (key: HoldKey) =>
        Effect.flatMap(repo.find(key), (found) => Effect.mapError(Effect.fromOption(found), () => new HoldNotFound({})))

      const settle = Effect.fnUntraced(function* (book: BookKey) {
        yield* queue.settle(book, yield* shelf.standing(book, null))
      })

      const place = Effect.fnUntraced(function* ({ organizationId }: Actor, bookId: BookId, userId: UserId) {
        const book = { organizationId, bookId }
        yield* shelf.lockReader(organizationId, userId)
        const { author, title } = yield* shelf.lock(book)
        const standing = yield* shelf.standing(book, userId)
        if (standing.loanUserId === userId) return yield* new AlreadyBorrowed({})
        if (standing.ownHoldId !== null) return yield* new AlreadyHeld({})
        const kept = yield* queue.settle(book, standing)
        if (standing.loanId === null && kept === undefined) return yield* new BookAvailable({})
        const { maxOpenHolds } = standing
        if (standing.ownOpenHolds >= maxOpenHolds) return yield* new HoldLimitReached({ maxOpenHolds })
        const key = { organizationId, id: HoldId.make(yield* random.uuidV7()) }
        yield* repo.insert({ ...key, bookId, userId, title, author })
        yield* reactions.record(HoldPlaced.make({ ...book, holdId: key.id, userId }))
        return yield* view(key)
      })

      /** Changes an open hold under the lock of its book, then brings the queue to rest. */
      const change = Effect.fnUntraced(function* (
        by: Actor,
        id: HoldId,
        how: (key: HoldKey, held: BookKey & { readonly userId: UserId }) => Effect.Effect<void, SqlError.SqlError>
      ) {
        const key = { organizationId: by.organizationId, id }
        const before = Option.filter(yield* repo.find(key), ({ userId }) => concerns(by, userId))
        if (Option.isNone(before)) return yield* new HoldNotFound({})
        const { bookId, userId } = before.value
        if (bookId === null) return yield* new HoldClosed({ holdStatus: before.value.status })
        const book = { organizationId: by.organizationId, bookId }
        yield* Effect.catchTag(shelf.lock(book), "BookNotFound", () => new HoldNotFound({}))
        const { status } = yield* view(key)
        if (isOver(status)) return yield* new HoldClosed({ holdStatus: status })
        yield* how(key, { ...book, userId })
        yield* settle(book)
        return yield* view(key)
      })

      const cancel = Effect.fnUntraced(function* (key: HoldKey, held: BookKey & { readonly userId: UserId }) {
        yield* repo.close(key, "cancelled")
        yield* reactions.record(HoldCancelled.make({ ...held, holdId: key.id }))
      })

      const moveOn = Effect.gen(function* () {
        const books = yield* repo.standstills(atOnce)
        for (const book of books) {
          const move = Effect.andThen(shelf.lock(book), settle(book))
          // A book that is gone has no queue.
          yield* wall.within(
            book.organizationId,
            Effect.catchTag(move, "BookNotFound", () => Effect.void)
          )
        }
        return books.length
      })

      return Holds.of({
        place: Effect.fn("Holds.place")(
          function* (by, bookId, asked, remember = rememberNothing) {
            const userId = yield* readerOf(by, asked.userId)
            return yield* wall.within(by.organizationId, Effect.tap(place(by, bookId, userId), remember))
          },
          Effect.catchTag(["SqlError", "SchemaError", "HoldNotFound"], Effect.die)
        ),
        cancel: Effect.fn("Holds.cancel")(
          (by, id) => wall.within(by.organizationId, Effect.asVoid(change(by, id, cancel))),
          Effect.catchIf(
            (error) => error._tag === "HoldClosed" && error.holdStatus === "cancelled",
            () => Effect.void
          ),
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        suspend: Effect.fn("Holds.suspend")(
          (by, id) => wall.within(by.organizationId, change(by, id, repo.suspend)),
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        resume: Effect.fn("Holds.resume")(
          (by, id) => wall.within(by.organizationId, change(by, id, repo.resume)),
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        moveOn: Effect.gen(function* () {
          let moved = 0
          for (let round = 0, books = atOnce; books === atOnce && round < mostRounds; round++) {
            books = yield* moveOn
            moved += books
          }
          return moved
        }).pipe(Effect.catchTag("SchemaError", Effect.die), Effect.withSpan("Holds.moveOn"))
      })
    })
  )

  /** Asks for SqlClient, TenantWall, SecureRandom and Reactions. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide([Shelf.layer, Queue.layer, HoldsRepo.layer]))
}

/** Books that one look finds, and looks of one call: what is left then is found by the next. */
const atOnce = 100
const mostRounds = 100

const isOver = (status: Hold["status"]): boolean => ["fulfilled", "cancelled", "expired"].includes(status)
