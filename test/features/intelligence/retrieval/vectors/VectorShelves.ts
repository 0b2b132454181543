import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import { Filling } from "#features/intelligence/retrieval/vectors/Filling.ts"
import { FillingRepo } from "#features/intelligence/retrieval/vectors/FillingRepo.ts"
import { IndexedVectors } from "#features/intelligence/retrieval/vectors/IndexedVectors.ts"
import { VectorMemory } from "#features/intelligence/retrieval/vectors/VectorMemory.ts"
import { VectorRepo } from "#features/intelligence/retrieval/vectors/VectorRepo.ts"
import { VectorSearch } from "#features/intelligence/retrieval/vectors/VectorSearch.ts"
import { TokenAccount } from "#features/intelligence/TokenAccount.ts"
import { Embeddings } from "#platform/Embeddings.ts"
import { searchTerms } from "#platform/retrieval/SearchTerms.ts"
import type { TenantWall } from "#platform/TenantWall.ts"

/** Search by vectors in so much memory, over a database and whatever makes the vectors. */
export const layerVectors = <R>(
  embeddings: Layer.Layer<Embeddings, never, R>,
  options: { readonly budgetBytes?: number; readonly entry?: URL } = {}
) =>
  VectorSearch.layerNoDeps.pipe(
    Layer.provideMerge(VectorMemory.layerFrom({ budgetBytes: 10_000_000, ...options })),
    Layer.provide(VectorRepo.layer),
    Layer.provide(IndexedVectors.layer),
    Layer.provideMerge(Filling.layerNoDeps.pipe(Layer.provide(FillingRepo.layer))),
    Layer.provide(TokenAccount.layer),
    Layer.provideMerge(embeddings)
  )

/** The same without a model, over a database. */
export const layerHashed = <E>(database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  layerVectors(Embeddings.layerHashed).pipe(Layer.provideMerge(Layer.merge(database, NodeServices.layer)))

/** A chunk as it was put on the shelf. */
export interface Shelved {
  readonly id: string
  readonly text: string
}

/** A text in these chunks, as indexing leaves them, without vectors. */
export const shelve = Effect.fnUntraced(function* (
  organizationId: OrganizationId,
  bodies: ReadonlyArray<string>,
  options: { readonly ownerId?: UserId } = {}
) {
  const sql = yield* SqlClient.SqlClient
  const sourceId = crypto.randomUUID()
  yield* sql`
    INSERT INTO books (id, organization_id, title, author) VALUES (${sourceId}, ${organizationId}, 'A Book', 'Ann Author')`
  yield* sql`
    INSERT INTO sources (organization_id, id, kind, title, author, owner_id, language, content_hash, analyser, wanted)
    VALUES (${organizationId}, ${sourceId}, 'book', '', 'Ann Author', ${options.ownerId ?? null}, 'en',
      ${"0".repeat(64)}, 1, ${crypto.randomUUID()})`
  const chunks = yield* add(organizationId, sourceId, bodies)
  return { sourceId, chunks }
})

/** More chunks of a text. */
export const add = Effect.fnUntraced(function* (
  organizationId: OrganizationId,
  sourceId: string,
  bodies: ReadonlyArray<string>
) {
  const sql = yield* SqlClient.SqlClient
  const rows = bodies.map((body, ordinal) => ({
    id: crypto.randomUUID(),
    ordinal,
    body,
    terms: [...searchTerms(body, "en").keys()]
  }))
  yield* sql`
    INSERT INTO chunks (organization_id, id, source_id, revision, ordinal, start_at, end_at, headings, body, tokens,
      words, language, hash, search)
    SELECT ${organizationId}, id, ${sourceId}, ${sourceId}, ordinal, 0, 1, '{}', body, 1, cardinality(terms), 'en',
      ${"0".repeat(64)}, array_to_tsvector(terms)
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS new (id uuid, ordinal int, body text, terms text[])`
  return rows.map(({ body, id }): Shelved => ({ id, text: `\n${body}` }))
})

/** Gives the library's chunks their vectors. */
export const fill = (organizationId: OrganizationId) =>
  Effect.flatMap(Filling, (filling) => filling.make({ organizationId, sourceId: null }, () => Effect.void))

/** Nobody in particular. */
export const someone = UserId.make("00000000-0000-7000-8000-000000000001")

/** The chunks that are nearest to the question. */
export const nearest = Effect.fnUntraced(function* (
  organizationId: OrganizationId,
  question: string,
  options: { readonly limit?: number; readonly readerId?: UserId; readonly sourceIds?: ReadonlyArray<string> } = {}
) {
  const { limit = 5, readerId = someone, sourceIds } = options
  const search = yield* VectorSearch
  const scope = { organizationId, readerId, ...(sourceIds === undefined ? {} : { sourceIds }) }
  const { hits } = yield* search.nearest(scope, question, limit)
  return hits
})

const words = (
  "anchor bread candle dragon emerald falcon garden harbour island jungle kettle lantern mountain needle orchard " +
  "pepper quarry river saddle temple umbrella valley window xylophone yellow zebra amber bridge copper desert"
).split(" ")

/** A text of twelve words, another one for each number. */
export const sentence = (number: number): string =>
  Array.from({ length: 12 }, (_, at) => words[(number * 7 + at * at * (number % 5) + at * 3) % words.length]).join(" ")

/** So many of them. */
export const sentences = (count: number, from = 0): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, at) => sentence(from + at))
