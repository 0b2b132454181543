import { Context, Effect, Layer } from "effect"
import type { SqlError } from "effect/sql"
import type { BookId } from "#contract/catalogue/Book.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"

/** What stands in books. The catalogue knows what is said of them; a later feature has read them. */
export class BookContents extends Context.Service<
  BookContents,
  {
    /**
     * The books of the library whose text has what was typed, the best first, at most `limit`; the same ones in the
     * same order for as long as no text comes or goes. One statement.
     */
    readonly matching: (
      organizationId: OrganizationId,
      q: string,
      limit: number
    ) => Effect.Effect<ReadonlyArray<BookId>, SqlError.SqlError>
  }
>()("luminalib/features/catalogue/BookContents") {
  /** Nobody has read anything. */
  static readonly layerUnread = Layer.succeed(BookContents, BookContents.of({ matching: () => Effect.succeed([]) }))
}
