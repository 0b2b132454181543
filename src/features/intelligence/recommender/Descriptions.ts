import { Context, Effect, Layer } from "effect"
import type { SqlError } from "effect/sql"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { termsOfBook } from "./BookWords.ts"
import { DescriptionsRepo } from "./DescriptionsRepo.ts"

/** What the words of books speak of, so that books can be told to be alike. */
export class Descriptions extends Context.Service<
  Descriptions,
  {
    /**
     * Reads the words of all books of a library that changed since they were read; gives how many. In short transactions:
     * what an earlier attempt did stays done.
     */
    readonly describe: (organizationId: string) => Effect.Effect<number, SqlError.SqlError>
    /** Libraries that have such books. */
    readonly waiting: Effect.Effect<ReadonlyArray<OrganizationId>, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/recommender/Descriptions") {
  static readonly layerNoDeps = Layer.effect(
    Descriptions,
    Effect.gen(function* () {
      const repo = yield* DescriptionsRepo
      const wall = yield* TenantWall

      /** A book takes a millisecond or two: others have their turn in between. */
      const some = Effect.fnUntraced(function* (organizationId: string) {
        const taken = yield* repo.take({ organizationId, most: atOnce })
        const books = yield* Effect.forEach(taken, (book) =>
          Effect.andThen(
            Effect.yieldNow,
            Effect.sync(() => ({ bookId: book.bookId, ...termsOfBook(book) }))
          )
        )
        if (books.length > 0) yield* repo.replace({ organizationId, books })
        return books.length
      })

      return Descriptions.of({
        describe: Effect.fn("Descriptions.describe")(
          function* (organizationId) {
            let all = 0
            let described = 0
            do {
              described = yield* wall.within(organizationId, some(organizationId))
              all += described
            } while (described > 0)
            return all
          },
          Effect.catchTag("SchemaError", Effect.die)
        ),
        waiting: repo.waiting(undefined).pipe(
          Effect.map((libraries) => libraries.map(({ id }) => id)),
          Effect.catchTag("SchemaError", Effect.die),
          Effect.withSpan("Descriptions.waiting")
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide(DescriptionsRepo.layer))
}

/** Books of one transaction: others wait for it where the database is embedded. */
const atOnce = 20
