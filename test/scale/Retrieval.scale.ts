import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, type Redacted, Tracer } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient } from "effect/sql"
import process, { env } from "node:process"
import { installationLibrary } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import { Retrieval } from "#features/intelligence/retrieval/Retrieval.ts"
import { Filling } from "#features/intelligence/retrieval/vectors/Filling.ts"
import { IndexedVectors } from "#features/intelligence/retrieval/vectors/IndexedVectors.ts"
import { VectorMemory } from "#features/intelligence/retrieval/vectors/VectorMemory.ts"
import { VectorRepo } from "#features/intelligence/retrieval/vectors/VectorRepo.ts"
import { VectorSearch } from "#features/intelligence/retrieval/vectors/VectorSearch.ts"
import { Database } from "#platform/Database.ts"
import { TokenAccount } from "#features/intelligence/TokenAccount.ts"
import { Embeddings } from "#platform/Embeddings.ts"
import { migrate } from "#platform/Migrations.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { sqlDirectory } from "../support/EmbeddedTemplate.ts"
import { acquirePostgres } from "../support/TestDatabase.ts"
import { makeShelves } from "./Shelves.ts"

/** How many chunks: `SCALE_CHUNKS`, e.g. 10000,100000,1000000; a million takes a quarter of an hour and 10 GB of disk. */
const sizes = (env["SCALE_CHUNKS"] ?? "10000,100000").split(",").map(Number)

const questionsOfSize = 100
const scope = { organizationId: installationLibrary, readerId: UserId.make(crypto.randomUUID()) }

/** Retrieval as a process has it, which has read nothing yet. */
const server = (url: Redacted.Redacted, budgetMegabytes: number) => {
  const vectors = VectorSearch.layerNoDeps.pipe(
    Layer.provideMerge(VectorMemory.layerFrom({ budgetBytes: budgetMegabytes * 1_000_000 })),
    Layer.provide([VectorRepo.layer, Filling.layer, IndexedVectors.layer, TokenAccount.layer]),
    Layer.provide(Embeddings.layerHashed)
  )
  return Retrieval.layer.pipe(
    Layer.provideMerge(vectors),
    Layer.provideMerge(
      Layer.mergeAll(
        Layer.provideMerge(TenantWall.layer, Database.layerFrom({ url })),
        NodeServices.layer,
        SecureRandom.layerWebCrypto
      )
    )
  )
}

const elapsed = <A, E, R>(work: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    const startedAt = performance.now()
    const value = yield* work
    return { value, millis: performance.now() - startedAt }
  })

/** A tracer that writes down how long each kind of work took, in milliseconds. */
const watching = (spent: Map<string, Array<number>>) =>
  Tracer.make({
    span: (options) => {
      const span = new Tracer.NativeSpan(options)
      const end = span.end.bind(span)
      span.end = (endTime, exit) => {
        const times = spent.get(span.name) ?? []
        times.push(Number(endTime - span.status.startTime) / 1_000_000)
        spent.set(span.name, times)
        end(endTime, exit)
      }
      return span
    }
  })

const percentile = (all: ReadonlyArray<number>, share: number) =>
  Math.round((all.toSorted((a, b) => a - b)[Math.min(all.length - 1, Math.floor(all.length * share))] ?? 0) * 10) / 10

const megabytes = (bytes: number) => Math.round(bytes / 1_000_000)

/** Rows of the large tables that were read without an index so far, and how large they are with what belongs to them. */
const tables = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`SELECT pg_stat_force_next_flush()`
  const [row] = yield* sql<{
    readonly chunks: number
    readonly vectors: number
    readonly words: number
    readonly read: number
  }>`
    SELECT pg_total_relation_size('chunks')::float8 AS chunks, pg_relation_size('chunks_search')::float8 AS words,
      pg_total_relation_size('chunk_embeddings')::float8 AS vectors, (
        SELECT sum(seq_tup_read)::float8 FROM pg_stat_user_tables WHERE relname IN ('chunks', 'chunk_embeddings', 'chunk_terms')
      ) AS read`
  return row ?? { chunks: 0, vectors: 0, words: 0, read: 0 }
})

/** What questions cost in a library of a size. */
const measure = Effect.fnUntraced(function* (questions: ReadonlyArray<string>) {
  const [retrieval, search, memory] = [yield* Retrieval, yield* VectorSearch, yield* VectorMemory]
  const rss = process.memoryUsage().rss
  // A search waits two seconds for what is not read yet: the next one goes on.
  const reading = yield* elapsed(
    Effect.gen(function* () {
      for (let before = -1, now = 0; before !== now; before = now, now = yield* memory.bytes) {
        yield* search.nearest(scope, questions[0] ?? "", 10)
      }
    })
  )
  const readBefore = (yield* tables).read
  const spent = new Map<string, Array<number>>()
  for (const question of questions) {
    const { passages } = yield* Effect.withTracer(retrieval.find(scope, question, { tokens: 2_000 }), watching(spent))
    assert.isNotEmpty(passages, question)
  }
  const after = yield* tables
  const readWithoutIndex = after.read - readBefore
  const together = yield* elapsed(
    Effect.forEach(questions.slice(0, 64), (question) => retrieval.find(scope, question, { tokens: 2_000 }), {
      concurrency: 8
    })
  )
  return {
    readWithoutIndex,
    // Of each kind of work the median and what one in a hundred takes longer than.
    ...Object.fromEntries(
      [...spent].map(([name, times]) => [
        name.startsWith("luminalib_") ? "statement" : name,
        [percentile(times, 0.5), percentile(times, 0.99)]
      ])
    ),
    perSecond: Math.round((64 / together.millis) * 1000),
    readingMs: Math.round(reading.millis),
    vectorsMb: megabytes(yield* memory.bytes),
    rssMb: megabytes(process.memoryUsage().rss),
    rssGrewMb: megabytes(process.memoryUsage().rss - rss),
    chunksMb: megabytes(after.chunks),
    wordIndexMb: megabytes(after.words),
    embeddingsMb: megabytes(after.vectors)
  }
})

const nearestTo = Effect.fnUntraced(function* (questions: ReadonlyArray<string>) {
  const search = yield* VectorSearch
  return yield* Effect.forEach(questions, (question) =>
    Effect.map(search.nearest(scope, question, 20), ({ hits }) => hits.map(({ chunkId }) => chunkId))
  )
})

describe("a library's shelves", () => {
  it.live(
    "are searched by words and vectors in a time that grows less than they do",
    () =>
      Effect.gen(function* () {
        const url = yield* acquirePostgres
        const desk = yield* Layer.build(
          Layer.provideMerge(
            Layer.effectDiscard(migrate(sqlDirectory)).pipe(Layer.provide(NodeServices.layer)),
            Database.layerFrom({ url, maxConnections: 1 })
          )
        )
        const shelves = yield* Effect.provideContext(makeShelves, desk)
        const questions = Array.from({ length: questionsOfSize }, (_, topic) => shelves.question(topic))
        for (const chunks of sizes) {
          const { millis } = yield* elapsed(Effect.provideContext(shelves.growTo(chunks), desk))
          yield* Effect.logInfo(`${chunks} chunks on the shelves after ${Math.round(millis / 1000)} s`)
          const { readWithoutIndex, ...row } = yield* measure(questions).pipe(Effect.provide(server(url, 320)))
          yield* Effect.logInfo(JSON.stringify({ chunks, ...row }))
          // A small table is read as a whole in less time than its index.
          if (chunks >= 100_000) assert.strictEqual(readWithoutIndex, 0)
        }
        const exact = yield* nearestTo(questions.slice(0, 100)).pipe(Effect.provide(server(url, 4_000)))
        const sketched = yield* nearestTo(questions.slice(0, 100)).pipe(
          Effect.provide(server(url, ((sizes.at(-1) ?? 0) * 300) / 1_000_000))
        )
        const found = exact.map((ids, at) => ids.filter((id) => sketched[at]?.includes(id)).length / ids.length)
        const recall = found.reduce((sum, each) => sum + each, 0) / found.length
        yield* Effect.logInfo(`of the 20 nearest, sketches find ${recall.toFixed(3)}`)
        assert.isAbove(recall, 0.8)
      }),
    3_600_000
  )
})
