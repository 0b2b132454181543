import { Context, Effect, Layer, Number } from "effect"
import type { SqlError } from "effect/sql"
import { LoanDueSoon, LoanOverdue } from "#contract/circulation/CirculationEvents.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { Reactions } from "#jobs/Reactions.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { type NoticeKind, NoticesRepo } from "./NoticesRepo.ts"

/** What readers are told of their loans, by whichever later feature tells it. */
export class Notices extends Context.Service<
  Notices,
  {
    /**
     * Records `LoanDueSoon` and `LoanOverdue` for each loan that is due for it and was not told of this due date; gives
     * how many. Each is recorded once, however many do this at once and however often: the note of it and what the event
     * causes are one transaction, and the note is unique.
     */
    readonly note: Effect.Effect<number, SqlError.SqlError>
  }
>()("luminalib/features/circulation/Notices") {
  static readonly layerNoDeps = Layer.effect(
    Notices,
    Effect.gen(function* () {
      const wall = yield* TenantWall
      const repo = yield* NoticesRepo
      const reactions = yield* Reactions

      const noteSome = Effect.fnUntraced(function* (organizationId: OrganizationId, kind: NoticeKind) {
        const noted = yield* repo.note(organizationId, kind, atOnce)
        const event = kind === "due_soon" ? LoanDueSoon : LoanOverdue
        for (const loan of noted) yield* reactions.record(event.make({ organizationId, ...loan }))
        return noted.length
      })

      const noteAll = Effect.fnUntraced(function* (kind: NoticeKind) {
        let total = 0
        for (const organizationId of yield* repo.librariesWith(kind)) {
          for (let round = 0, noted = atOnce; noted === atOnce && round < mostRounds; round++) {
            noted = yield* wall.within(organizationId, noteSome(organizationId, kind))
            total += noted
          }
        }
        return total
      })

      return Notices.of({
        note: Effect.zipWith(noteAll("due_soon"), noteAll("overdue"), Number.sum).pipe(
          Effect.catchTag("SchemaError", Effect.die),
          Effect.withSpan("Notices.note")
        )
      })
    })
  )

  /** Asks for SqlClient, TenantWall and Reactions. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide(NoticesRepo.layer))
}

/** Loans of one transaction, and transactions of one library and call: what is left then is found by the next. */
const atOnce = 500
const mostRounds = 200
