import { Effect, Layer } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient } from "effect/sql"
import { BookId } from "#contract/catalogue/Book.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import { PopularBooks } from "#features/intelligence/recommender/PopularBooks.ts"
import { Recommendations } from "#features/intelligence/recommender/Recommendations.ts"
import { type Reader, Tastes } from "#features/intelligence/recommender/Tastes.ts"
import type { TenantWall } from "#platform/TenantWall.ts"

/** What recommendations need, over a database. */
export const layerOver = <E>(database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  Layer.mergeAll(Recommendations.layer, Tastes.layer, PopularBooks.layer).pipe(
    Layer.provideMerge(Layer.merge(SecureRandom.layerWebCrypto, database))
  )

const newId = Effect.flatMap(SecureRandom.SecureRandom, (random) => random.uuidV7())

/** A book as it is put on the shelf. */
export interface OnShelf {
  readonly title: string
  readonly author?: string
  readonly genre?: string
  readonly tags?: ReadonlyArray<string>
}

/** A library of its own, without books. */
export const library = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const organizationId = OrganizationId.make(yield* newId)
  yield* sql`INSERT INTO organizations (id, name) VALUES (${organizationId}, ${organizationId})`
  return organizationId
})

/** Somebody of the library. */
export const reader = Effect.fnUntraced(function* (organizationId: OrganizationId) {
  const sql = yield* SqlClient.SqlClient
  const id = UserId.make(yield* newId)
  yield* sql`
    INSERT INTO users (id, organization_id, email, full_name, role, password_hash)
    VALUES (${id}, ${organizationId}, ${`${id}@example.org`}, 'A Reader', 'member', '')`
  return { id, userId: id, organizationId }
})

/** Of whom recommendations are asked for. */
export type SomeReader = Effect.Success<ReturnType<typeof reader>>

/** Books in the order given; each has an author of its own unless it says another. */
export const shelve = Effect.fnUntraced(function* (organizationId: OrganizationId, books: ReadonlyArray<OnShelf>) {
  const sql = yield* SqlClient.SqlClient
  return yield* Effect.forEach(books, ({ author, genre, tags, title }) =>
    Effect.gen(function* () {
      const id = BookId.make(yield* newId)
      yield* sql`
        INSERT INTO books (id, organization_id, title, author, genre, tags)
        VALUES (${id}, ${organizationId}, ${title}, ${author ?? `${title}'s author`}, ${genre ?? null}, ${tags ?? []})`
      return id
    })
  )
})

/** A loan that is over, or one that is not. */
export const borrow = Effect.fnUntraced(function* (
  { organizationId, userId }: Reader,
  bookId: BookId,
  { daysAgo = 1, isBack = true }: { readonly daysAgo?: number; readonly isBack?: boolean } = {}
) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    INSERT INTO loans (id, organization_id, book_id, user_id, book_title, book_author, slot, borrowed_at, due_at,
      returned_at, loan_period_days, max_renewals, overdue_renewal_days, max_active_loans)
    VALUES (${yield* newId}, ${organizationId}, ${bookId}, ${userId}, '', '', 1, now() - ${daysAgo} * interval '1 day',
      now() + interval '1 day', ${isBack ? sql`now()` : null}, 14, 2, 0, 1)`
})

export const review = Effect.fnUntraced(function* ({ organizationId, userId }: Reader, bookId: BookId, rating: number) {
  const sql = yield* SqlClient.SqlClient
  yield* sql`
    INSERT INTO reviews (id, organization_id, book_id, user_id, rating, text)
    VALUES (${yield* newId}, ${organizationId}, ${bookId}, ${userId}, ${rating}, 'As I said to my sister.')`
})

/** What the two jobs of a reader do. */
export const think = Effect.fnUntraced(function* (reader: Reader) {
  const tastes = yield* Tastes
  const recommendations = yield* Recommendations
  yield* tastes.keep(reader, yield* tastes.find(reader))
  const found = yield* recommendations.find(reader)
  yield* recommendations.keep(reader, found)
  return found.items
})
