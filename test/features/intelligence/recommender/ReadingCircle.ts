import { Effect, Layer, Option } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient } from "effect/sql"
import { BookId } from "#contract/catalogue/Book.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import { Descriptions } from "#features/intelligence/recommender/Descriptions.ts"
import { InteractionsRepo } from "#features/intelligence/recommender/InteractionsRepo.ts"
import { Learning } from "#features/intelligence/recommender/Learning.ts"
import { Models } from "#features/intelligence/recommender/Models.ts"
import { PopularBooks } from "#features/intelligence/recommender/PopularBooks.ts"
import { Recommendations } from "#features/intelligence/recommender/Recommendations.ts"
import { SimilarBooks } from "#features/intelligence/recommender/SimilarBooks.ts"
import { type Reader, Tastes } from "#features/intelligence/recommender/Tastes.ts"
import { Trainer } from "#platform/recommender/Trainer.ts"
import { train } from "#platform/recommender/Training.ts"
import type { TenantWall } from "#platform/TenantWall.ts"

/** Trains on the thread of the test. */
const inline = Layer.succeed(Trainer, {
  train: (interactions, options) =>
    Effect.sync(() => {
      const training = train(interactions, options)
      let step = training.next()
      while (step.done !== true) step = training.next()
      return step.value
    })
})

/** What recommendations need, over a database. */
export const layerOver = <E>(database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  Layer.mergeAll(
    Recommendations.layer,
    Tastes.layer,
    PopularBooks.layer,
    Models.layer,
    Learning.layerNoDeps.pipe(Layer.provide([InteractionsRepo.layer, inline, Models.layer])),
    Descriptions.layer,
    SimilarBooks.layer
  ).pipe(Layer.provideMerge(Layer.merge(SecureRandom.layerWebCrypto, database)))

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

/** What the nightly job of a library does. */
export const learn = Effect.fnUntraced(function* (organizationId: OrganizationId) {
  const learning = yield* Learning
  const learned = yield* learning.learn(organizationId, () => Effect.void)
  if (Option.isSome(learned)) yield* learning.use(learned.value)
  return Option.map(learned, ({ made, version }) => ({ version, ...made }))
})

/** A library of two circles: four readers had the first three books, four others the last three. Nobody had the lonely one. */
export const circles = Effect.gen(function* () {
  const organizationId = yield* library
  const titles = ["Dune", "Red Mars", "Ubik", "Emma", "Persuasion", "Middlemarch", "The Lonely One"]
  const books = yield* shelve(
    organizationId,
    titles.map((title) => ({ title }))
  )
  const byTitle = new Map(titles.map((title, at) => [title, books[at]]))
  for (let nth = 0; nth < 8; nth++) {
    const one = yield* reader(organizationId)
    const had = nth % 2 === 0 ? books.slice(0, 3) : books.slice(3, 6)
    yield* Effect.forEach(had, (bookId) => borrow(one, bookId))
  }
  return { library: organizationId, book: (title: string) => Effect.orDie(Effect.fromNullishOr(byTitle.get(title))) }
})
