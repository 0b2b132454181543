import { Context, Effect, Layer, Option } from "effect"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { Reader } from "#contract/identity/Reader.ts"
import type { UserId } from "#contract/identity/User.ts"
import { InvalidCursor } from "#contract/Page.ts"
import * as NewestFirst from "#platform/NewestFirst.ts"
import { ReadersRepo } from "./ReadersRepo.ts"

/** Which page of which readers: those whose name or address has the words, or those named. */
export interface ReadersQuery extends NewestFirst.PageQuery {
  readonly q?: string
  readonly id?: ReadonlyArray<UserId>
}

/** Whom staff lend to. */
export class Readers extends Context.Service<
  Readers,
  {
    /** Newest first. */
    readonly list: (
      organizationId: OrganizationId,
      query: ReadersQuery
    ) => Effect.Effect<NewestFirst.Page<Reader>, InvalidCursor>
  }
>()("luminalib/features/identity/Readers") {
  static readonly layerNoDeps = Layer.effect(
    Readers,
    Effect.gen(function* () {
      const repo = yield* ReadersRepo
      return Readers.of({
        list: Effect.fn("Readers.list")(
          function* (organizationId, { id, q = "", ...query }) {
            const filter = { organizationId, words: q.toLowerCase(), ids: id }
            const scope = JSON.stringify(["readers", filter])
            const rows = NewestFirst.rowsOf(scope, query)
            if (Option.isNone(rows)) return yield* new InvalidCursor({})
            const found = yield* repo.list(filter, rows.value)
            return NewestFirst.pageOf(found, { scope, query, total: yield* repo.count(filter) })
          },
          Effect.catchTag(["SqlError", "SchemaError"], Effect.die)
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide(ReadersRepo.layer))
}
