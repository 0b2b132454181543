import { Context, Effect, Layer, Option, Schema } from "effect"
import { type BookId, BookNotFound } from "#contract/catalogue/Book.ts"
import type { Hold, HoldStatus } from "#contract/circulation/Hold.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { InvalidCursor } from "#contract/Page.ts"
import * as Cursor from "#platform/Cursor.ts"
import * as NewestFirst from "#platform/NewestFirst.ts"
import type { Actor } from "./CirculationPolicy.ts"
import { type HoldFilter, HoldsRepo } from "./HoldsRepo.ts"

/** Which page of which holds; by default of the open ones. */
export interface HoldsQuery extends NewestFirst.PageQuery {
  readonly status?: HoldStatus | "all"
}

/** What can be known of holds: one's own, and for staff the queue of a book. Two statements a list. */
export class HoldLists extends Context.Service<
  HoldLists,
  {
    /** The caller's, the newest first. */
    readonly mine: (by: Actor, query: HoldsQuery) => Effect.Effect<NewestFirst.Page<Hold>, InvalidCursor>
    /** All open ones of a book, in the order of the queue. */
    readonly ofBook: (
      organizationId: OrganizationId,
      bookId: BookId,
      query: NewestFirst.PageQuery
    ) => Effect.Effect<NewestFirst.Page<Hold>, BookNotFound | InvalidCursor>
  }
>()("luminalib/features/circulation/HoldLists") {
  static readonly layerNoDeps = Layer.effect(
    HoldLists,
    Effect.gen(function* () {
      const repo = yield* HoldsRepo
      return HoldLists.of({
        mine: Effect.fn("HoldLists.mine")(
          function* ({ id: userId, organizationId }, { status, ...query }) {
            const filter: HoldFilter = { organizationId, userId, status: status ?? "open" }
            const scope = JSON.stringify(["holds", filter])
            const rows = NewestFirst.rowsOf(scope, query)
            if (Option.isNone(rows)) return yield* new InvalidCursor({})
            const found = yield* repo.listOf(filter, rows.value)
            return NewestFirst.pageOf(found, { scope, query, total: yield* repo.countOf(filter) })
          },
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        ),
        ofBook: Effect.fn("HoldLists.ofBook")(
          function* (organizationId, bookId, query) {
            const book = { organizationId, bookId }
            const scope = JSON.stringify(["queue", book])
            const start = startOf(scope, query)
            if (Option.isNone(start)) return yield* new InvalidCursor({})
            const total = yield* Effect.flatMap(repo.lengthOf(book), Effect.fromOption)
            const found = yield* repo.queueOf(book, { ...start.value, limit: query.limit + 1 })
            return NewestFirst.pageOf(found, { scope, query, total })
          },
          (found, _, bookId) => Effect.catchTag(found, "NoSuchElementError", () => new BookNotFound({ bookId })),
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide(HoldsRepo.layer))
}

interface Start {
  readonly after: string | undefined
  readonly offset: number
}

const decodeStart = Schema.decodeUnknownOption(Schema.Tuple([Schema.String.check(Schema.isUUID())]))

/** A queue goes on after the hold that a page ended with, also where that one is over by now. */
const startOf = (scope: string, { cursor, limit, page = 1 }: NewestFirst.PageQuery): Option.Option<Start> =>
  cursor === undefined
    ? Option.some({ after: undefined, offset: (page - 1) * limit })
    : Option.map(Option.flatMap(Cursor.decode(scope, cursor), decodeStart), ([after]) => ({ after, offset: 0 }))
