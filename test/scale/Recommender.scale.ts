import { assert, layer } from "@effect/vitest"
import { Duration, Effect, Layer, Option } from "effect"
import { SqlClient } from "effect/sql"
import { monitorEventLoopDelay } from "node:perf_hooks"
import process from "node:process"
import { installationLibrary } from "#contract/identity/Organization.ts"
import { Learning } from "#features/intelligence/recommender/Learning.ts"
import { Models } from "#features/intelligence/recommender/Models.ts"
import { Recommendations } from "#features/intelligence/recommender/Recommendations.ts"
import { SimilarBooks } from "#features/intelligence/recommender/SimilarBooks.ts"
import { Tastes } from "#features/intelligence/recommender/Tastes.ts"
import { book, layerTown, reader } from "./Town.ts"

const services = Layer.mergeAll(
  Learning.layer,
  Models.layer,
  Recommendations.layer,
  SimilarBooks.layer,
  Tastes.layer
).pipe(Layer.provideMerge(layerTown))

const organizationId = installationLibrary
const somebody = { organizationId, userId: reader(7) }

/** Every book has up to eight words; the first of a vocabulary of 5,000 are in many of them (Zipf). */
const describeAll = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`SET session_replication_role = replica`
  yield* sql`
    INSERT INTO book_terms (organization_id, book_id, terms, weights)
    SELECT organization_id, id,
      ARRAY(SELECT DISTINCT 'term' || floor(5000 ^ ((hashtextextended(id::text, k) & 65535) / 65536.0)) FROM generate_series(1, 8) k),
      '{1,1,1,1,1,1,1,1}'
    FROM books`
  yield* sql`
    INSERT INTO book_term_counts (organization_id, term, count)
    SELECT organization_id, term, count(*) FROM book_terms, unnest(terms) term GROUP BY 1, 2`
  yield* sql`
    INSERT INTO book_facets (organization_id, facet, key, value, count)
    SELECT organization_id, 'author', author_key, min(author), count(*) FROM books GROUP BY 1, 3`
  yield* sql`SET session_replication_role = DEFAULT`
  yield* sql`VACUUM ANALYZE book_terms, book_term_counts, book_facets`
})

/** A hundred thousand loans more, by twenty tastes: of each a reader had books of one, the popular ones more often. */
const borrowByTaste = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const id = (kind: string, number: string) =>
    sql.literal(`('00000000-0000-7000-${kind}-' || lpad(to_hex((${number})::int), 12, '0'))::uuid`)
  yield* sql`SET session_replication_role = replica`
  yield* sql`
    INSERT INTO loans (id, organization_id, book_id, user_id, book_title, book_author, slot, borrowed_at, due_at,
      returned_at, loan_period_days, max_renewals, overdue_renewal_days, max_active_loans)
    SELECT ${id("c000", "n")}, ${organizationId}::uuid, ${id("9000", "1 + rank * 20 + n % 20")}, ${id("8000", "1 + n % 5000")},
      'A Book', 'An Author', 1, now() - interval '9 days', now(), now() - interval '2 days', 14, 2, 0, 5
    FROM generate_series(1, 100000) n,
      LATERAL (SELECT floor(5000 * power((hashint4(n) & 65535) / 65536.0, 3))::int) taste (rank)`
  yield* sql`SET session_replication_role = DEFAULT`
  yield* sql`VACUUM ANALYZE loans`
})

/** How long a call took, how long it held the event loop at most, and by how much the process grew. */
const measured = Effect.fnUntraced(function* <A, E, R>(name: string, call: Effect.Effect<A, E, R>) {
  const before = process.memoryUsage.rss()
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const [spent, made] = yield* Effect.timed(call)
  delay.disable()
  const grown = (process.memoryUsage.rss() - before) / 2 ** 20
  const held = `event loop held ${(delay.max / 1e6).toFixed(0)} ms at most`
  yield* Effect.logInfo(`${name}: ${Math.round(Duration.toMillis(spent))} ms, ${held}, ${grown.toFixed(0)} MB more`)
  return made
})

layer(services, { excludeTestServices: true, timeout: "10 minutes" })(
  "a library of 100,000 books that learns",
  (it) => {
    it.effect("from six hundred thousand loans, and finds books for readers and books like one", () =>
      Effect.gen(function* () {
        const [learning, models, similar] = [yield* Learning, yield* Models, yield* SimilarBooks]
        const [recommendations, tastes] = [yield* Recommendations, yield* Tastes]
        yield* describeAll
        yield* borrowByTaste
        const learned = yield* measured(
          "learning",
          learning.learn(organizationId, () => Effect.void)
        )
        const { made } = Option.getOrThrow(learned)
        yield* Effect.logInfo("learned", made)
        assert.strictEqual(made.kind, "als")
        assert.isAbove(made.ndcg, made.popularNdcg)
        yield* measured("swapping", learning.use(Option.getOrThrow(learned)))
        yield* measured("loading the model", models.active(organizationId))
        yield* tastes.keep(somebody, yield* tastes.find(somebody))
        for (let time = 1; time <= 3; time++) {
          const { model } = yield* measured("finding books for a reader", recommendations.find(somebody))
          assert.strictEqual(model, "hybrid-1")
        }
        for (const number of [3, 70_000, 99_999]) {
          const { items } = yield* measured("books like one", similar.of(organizationId, book(number), 10))
          assert.isAbove(items.length, 0)
        }
      })
    )
  }
)
