import { Context, Effect, Layer } from "effect"
import type { SqlError } from "effect/sql"
import { HoldExpired, HoldReady } from "#contract/circulation/CirculationEvents.ts"
import type { HoldId } from "#contract/circulation/Ids.ts"
import type { UserId } from "#contract/identity/User.ts"
import { Reactions } from "#jobs/Reactions.ts"
import { endOfDay, zoneOf } from "./DueDate.ts"
import { HoldsRepo } from "./HoldsRepo.ts"
import type { BookKey, Standing } from "./ShelfRepo.ts"

/** For whom a copy is kept. */
export interface Kept {
  readonly holdId: HoldId
  readonly userId: UserId
}

/** Who waits for a book, and whose turn it is. Joins the transaction of whoever has locked the book. */
export class Queue extends Context.Service<
  Queue,
  {
    /**
     * Brings the queue to rest: a copy that was kept for long enough is kept no longer, and a free one is kept for who
     * is next. Gives for whom it is kept then, if for anybody. No statement where nothing changes.
     */
    readonly settle: (book: BookKey, standing: Standing) => Effect.Effect<Kept | undefined, SqlError.SqlError>
  }
>()("luminalib/features/circulation/Queue") {
  static readonly layerNoDeps = Layer.effect(
    Queue,
    Effect.gen(function* () {
      const holds = yield* HoldsRepo
      const reactions = yield* Reactions

      const expire = Effect.fnUntraced(function* ({ bookId, organizationId }: BookKey, { holdId, userId }: Kept) {
        yield* holds.close({ organizationId, id: holdId }, "expired")
        yield* reactions.record(HoldExpired.make({ organizationId, holdId, bookId, userId }))
      })

      const keepFor = Effect.fnUntraced(function* (
        { bookId, organizationId }: BookKey,
        { holdId, userId }: Kept,
        { holdShelfDays, now, timeZone }: Standing
      ) {
        const expiresAt = endOfDay(now, holdShelfDays, zoneOf(timeZone))
        yield* holds.makeReady({ organizationId, id: holdId }, now, expiresAt)
        yield* reactions.record(HoldReady.make({ organizationId, holdId, bookId, userId, expiresAt }))
      })

      return Queue.of({
        settle: Effect.fn("Queue.settle")(function* (book, standing) {
          if (standing.loanId !== null) return undefined
          const ready = kept(standing.readyId, standing.readyUserId)
          if (ready !== undefined && !standing.readyLapsed) return ready
          if (ready !== undefined) yield* expire(book, ready)
          const next = kept(standing.nextId, standing.nextUserId)
          if (next !== undefined) yield* keepFor(book, next, standing)
          return next
        })
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide(HoldsRepo.layer))
}

const kept = (holdId: HoldId | null, userId: UserId | null): Kept | undefined =>
  holdId === null || userId === null ? undefined : { holdId, userId }
