import { Context, Effect, Layer } from "effect"
import type { SqlError } from "effect/sql"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { PopularRepo } from "./PopularRepo.ts"
import { popularOf, type Recommended } from "./Popularity.ts"

/** What libraries recommend to readers of whom they know nothing. */
export class PopularBooks extends Context.Service<
  PopularBooks,
  {
    /** What is read and new in a library now, the best first. One statement, whose cost does not grow with the library. */
    readonly find: (organizationId: string) => Effect.Effect<ReadonlyArray<Recommended>, SqlError.SqlError>
    /** Keeps it, in the place of what was kept. Joins the caller's transaction. */
    readonly keep: (organizationId: string, items: ReadonlyArray<Recommended>) => Effect.Effect<void, SqlError.SqlError>
    /** Finds and keeps it, in a transaction of its own. */
    readonly refresh: (organizationId: string) => Effect.Effect<void, SqlError.SqlError>
    /** The libraries whose list would come out differently now. */
    readonly outdated: Effect.Effect<ReadonlyArray<OrganizationId>, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/recommender/PopularBooks") {
  static readonly layerNoDeps = Layer.effect(
    PopularBooks,
    Effect.gen(function* () {
      const repo = yield* PopularRepo
      const wall = yield* TenantWall

      const find = Effect.fn("PopularBooks.find")(
        function* (organizationId: string) {
          return popularOf(yield* repo.noticed({ organizationId }), kept)
        },
        Effect.catchTag("SchemaError", Effect.die)
      )

      const keep = Effect.fn("PopularBooks.keep")(
        function* (organizationId: string, items: ReadonlyArray<Recommended>) {
          yield* repo.replace({ organizationId, model: "popular-1", items })
        },
        Effect.catchTag("SchemaError", Effect.die)
      )

      return PopularBooks.of({
        find,
        keep,
        refresh: Effect.fn("PopularBooks.refresh")(function* (organizationId) {
          const items = yield* find(organizationId)
          yield* wall.within(organizationId, keep(organizationId, items))
        }),
        outdated: repo.outdated(undefined).pipe(
          Effect.map((libraries) => libraries.map(({ id }) => id)),
          Effect.catchTag("SchemaError", Effect.die),
          Effect.withSpan("PopularBooks.outdated")
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide(PopularRepo.layer))
}

/** More than a list ever shows: a reader may have borrowed many of them. */
const kept = 150
