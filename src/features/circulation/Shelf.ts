import { Context, Effect, Layer, type Schema } from "effect"
import type { SqlError } from "effect/sql"
import { BookNotFound } from "#contract/catalogue/Book.ts"
import { ReaderBlocked } from "#contract/circulation/Loan.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { type UserId, UserNotFound } from "#contract/identity/User.ts"
import { type BookKey, ShelfRepo, type Standing } from "./ShelfRepo.ts"

type DatabaseFailure = SqlError.SqlError | Schema.SchemaError

/** Where every change of loans and holds begins: the locks, in the order that `ShelfRepo` says, and what holds then. */
export class Shelf extends Context.Service<
  Shelf,
  {
    /** First. Refuses a reader to whom the library does not lend. */
    readonly lockReader: (
      organizationId: OrganizationId,
      userId: UserId
    ) => Effect.Effect<void, UserNotFound | ReaderBlocked | DatabaseFailure>
    /** Second. Gives what the book is called. */
    readonly lock: (
      book: BookKey
    ) => Effect.Effect<{ readonly title: string; readonly author: string }, BookNotFound | DatabaseFailure>
    /** Third. `reader`: who asks, where that matters. */
    readonly standing: (book: BookKey, reader: UserId | null) => Effect.Effect<Standing, DatabaseFailure>
  }
>()("luminalib/features/circulation/Shelf") {
  static readonly layerNoDeps = Layer.effect(
    Shelf,
    Effect.gen(function* () {
      const repo = yield* ShelfRepo
      return Shelf.of({
        lockReader: Effect.fn("Shelf.lockReader")(function* (organizationId, userId) {
          const found = yield* repo.lockReader(organizationId, userId)
          const reader = yield* Effect.mapError(Effect.fromOption(found), () => new UserNotFound({}))
          if (!reader.mayBorrow) return yield* new ReaderBlocked({})
        }),
        lock: Effect.fn("Shelf.lock")(function* (book) {
          const found = yield* repo.lockBook(book)
          return yield* Effect.mapError(Effect.fromOption(found), () => new BookNotFound({ bookId: book.bookId }))
        }),
        standing: Effect.fn("Shelf.standing")(repo.standing)
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide(ShelfRepo.layer))
}
