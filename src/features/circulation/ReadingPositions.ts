import { Context, Effect, Layer, Option } from "effect"
import { type BookId, BookNotFound } from "#contract/catalogue/Book.ts"
import {
  type BookBeingRead,
  type NewReadingPosition,
  type ReadingPosition,
  ReadingPositionNotFound
} from "#contract/circulation/ReadingPosition.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { type Reader, ReadingPositionsRepo } from "./ReadingPositionsRepo.ts"

/** How far readers are in their books, for them to go on where they stopped. Each knows of their own only. */
export class ReadingPositions extends Context.Service<
  ReadingPositions,
  {
    /** The last one said is kept. One statement in its transaction. */
    readonly put: (reader: Reader, bookId: BookId, position: NewReadingPosition) => Effect.Effect<void, BookNotFound>
    /** One statement. */
    readonly get: (
      reader: Reader,
      bookId: BookId
    ) => Effect.Effect<ReadingPosition, BookNotFound | ReadingPositionNotFound>
    readonly remove: (reader: Reader, bookId: BookId) => Effect.Effect<void, BookNotFound | ReadingPositionNotFound>
    /** The last one read first, at most `limit`. One statement. */
    readonly list: (reader: Reader, limit: number) => Effect.Effect<ReadonlyArray<BookBeingRead>>
  }
>()("luminalib/features/circulation/ReadingPositions") {
  static readonly layerNoDeps = Layer.effect(
    ReadingPositions,
    Effect.gen(function* () {
      const repo = yield* ReadingPositionsRepo
      const wall = yield* TenantWall

      const get = Effect.fnUntraced(function* (reader: Reader, bookId: BookId) {
        const found = yield* repo.find(reader, bookId)
        if (Option.isNone(found)) return yield* new BookNotFound({ bookId })
        const { fraction, page, start, updatedAt } = found.value
        if (updatedAt === null || start === null || fraction === null) return yield* new ReadingPositionNotFound({})
        return { bookId, start, page, fraction, updatedAt }
      })

      return ReadingPositions.of({
        put: Effect.fn("ReadingPositions.put")(
          function* (reader, bookId, position) {
            const isThere = yield* wall.within(reader.organizationId, repo.put(reader, bookId, position))
            if (!isThere) return yield* new BookNotFound({ bookId })
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        get: Effect.fn("ReadingPositions.get")(get, Effect.catchTag(["SqlError", "SchemaError"], Effect.die)),
        remove: Effect.fn("ReadingPositions.remove")(
          function* (reader, bookId) {
            const wasThere = yield* wall.within(reader.organizationId, repo.remove(reader, bookId))
            // Says which of the two is not there.
            if (!wasThere) yield* get(reader, bookId)
          },
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        list: Effect.fn("ReadingPositions.list")(repo.newest, Effect.catchTag(["SqlError", "SchemaError"], Effect.die))
      })
    })
  )

  /** Asks for SqlClient and TenantWall. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide(ReadingPositionsRepo.layer))
}
