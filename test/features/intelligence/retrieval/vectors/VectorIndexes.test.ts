import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { UserId } from "#contract/identity/User.ts"
import { Filling } from "#features/intelligence/retrieval/vectors/Filling.ts"
import { VectorIndexes } from "#features/intelligence/retrieval/vectors/VectorIndexes.ts"
import { VectorMemory } from "#features/intelligence/retrieval/vectors/VectorMemory.ts"
import { describePostgres } from "../../../../support/Services.ts"
import { listening } from "../../../../support/Statements.ts"
import { layerEmbedded, layerPostgres } from "../../../../support/TestDatabase.ts"
import { newLibrary } from "../Shelves.ts"
import { fill, layerHashed, nearest, sentence, sentences, shelve } from "./VectorShelves.ts"

const finish = (library: Parameters<typeof fill>[0]) =>
  Effect.andThen(
    fill(library),
    Effect.flatMap(Filling, (filling) => filling.finish(library))
  )

const indexNames = Effect.flatMap(
  SqlClient.SqlClient,
  (sql) => sql<{ readonly name: string }>`SELECT relname AS name FROM pg_class WHERE relname LIKE 'vectors\\_%'`
)

// The embedded database is the one that surely has pgvector: here it stands for a server that has it.
const withPgvector = VectorIndexes.layerFrom({ fromChunks: 30, profiles: ["embedded"] }).pipe(
  Layer.provideMerge(layerHashed(layerEmbedded)),
  Layer.provideMerge(layerEmbedded)
)

layer(withPgvector, { excludeTestServices: true })("an index of pgvector", (it) => {
  it.effect("finds in a large library what is near, and for each reader what they may read", () =>
    Effect.gen(function* () {
      const [large, small] = [yield* newLibrary, yield* newLibrary]
      const indexes = yield* VectorIndexes
      const memory = yield* VectorMemory
      const owner = UserId.make(crypto.randomUUID())
      const { chunks } = yield* shelve(large, sentences(30))
      const diary = yield* shelve(large, ["the unicorn of the diary"], { ownerId: owner })
      yield* shelve(small, sentences(5))
      yield* Effect.andThen(finish(large), finish(small))
      const question = sentence(7)
      const before = yield* nearest(large, question, { limit: 10 })
      const inMemory = yield* memory.bytes

      assert.strictEqual(yield* indexes.build, 1)
      const { length } = yield* indexNames
      assert.strictEqual(length, 1)
      const statements: Array<string> = []
      const after = yield* Effect.withTracer(nearest(large, question, { limit: 10 }), listening(statements))
      assert.isTrue(statements.some((statement) => statement.includes("<=>")))
      assert.strictEqual(yield* memory.bytes, inMemory)
      const known = new Map(before.map(({ chunkId, similarity }) => [chunkId, similarity]))
      assert.isAtLeast(after.filter(({ chunkId }) => known.has(chunkId)).length, 9)
      assert.strictEqual(after[0]?.chunkId, chunks[7]?.id)
      assert.approximately(after[0]?.similarity ?? 0, known.get(chunks[7]?.id ?? "") ?? 0, 0.01)

      const unicorns = (readerId: UserId) =>
        Effect.map(nearest(large, "the unicorn of the diary", { readerId }), (hits) =>
          hits.map(({ chunkId }) => chunkId)
        )
      assert.strictEqual((yield* unicorns(owner))[0], diary.chunks[0]?.id)
      assert.notInclude(yield* unicorns(UserId.make(crypto.randomUUID())), diary.chunks[0]?.id)
      assert.isNotEmpty(yield* nearest(small, question))
      assert.deepStrictEqual(yield* nearest(large, "?!"), [])
      assert.strictEqual((yield* nearest(large, question, { sourceIds: [diary.sourceId] })).length, 0)
    })
  )

  it.effect("is built once, and goes with its library", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const indexes = yield* VectorIndexes
      const library = yield* newLibrary
      yield* shelve(library, sentences(30))
      yield* finish(library)
      yield* indexes.build
      const built = (yield* indexNames).length
      assert.strictEqual(yield* indexes.build, 0)
      yield* sql`DELETE FROM organizations WHERE id = ${library}`
      assert.strictEqual(yield* indexes.build, 0)
      assert.strictEqual((yield* indexNames).length, built - 1)
    })
  )
})

layer(Layer.provideMerge(VectorIndexes.layer, layerEmbedded), { excludeTestServices: true })(
  "the embedded database",
  (it) => {
    it.effect("has none: each chunk that is added would keep everybody waiting", () =>
      Effect.gen(function* () {
        const statements: Array<string> = []
        const indexes = yield* VectorIndexes
        assert.strictEqual(yield* Effect.withTracer(indexes.build, listening(statements)), 0)
        assert.deepStrictEqual(statements, [])
      })
    )
  }
)

describePostgres("a server", () => {
  const onServer = VectorIndexes.layerFrom({ fromChunks: 30, profiles: ["server"] }).pipe(
    Layer.provideMerge(layerHashed(layerPostgres)),
    Layer.provideMerge(layerPostgres)
  )
  layer(onServer, { excludeTestServices: true })("with or without pgvector", (it) => {
    it.effect("finds what is near, whether an index can be built or not", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        const { chunks } = yield* shelve(library, sentences(30))
        yield* finish(library)
        yield* (yield* VectorIndexes).build
        assert.strictEqual((yield* nearest(library, sentence(7)))[0]?.chunkId, chunks[7]?.id)
      })
    )
  })
})
