import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { UserId } from "#contract/identity/User.ts"
import { VectorMemory } from "#features/intelligence/retrieval/vectors/VectorMemory.ts"
import { VectorSearch } from "#features/intelligence/retrieval/vectors/VectorSearch.ts"
import type { Database } from "#platform/Database.ts"
import { Embeddings } from "#platform/Embeddings.ts"
import { hashedQuestion, hashedVector } from "#platform/retrieval/HashedVector.ts"
import { idf } from "#platform/retrieval/LexicalScore.ts"
import { searchTerms } from "#platform/retrieval/SearchTerms.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { listening } from "../../../../support/Statements.ts"
import { newLibrary } from "../Shelves.ts"
import {
  add,
  fill,
  layerHashed,
  layerVectors,
  nearest,
  type Shelved,
  sentence,
  sentences,
  shelve
} from "./VectorShelves.ts"

const product = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)

/** How near each chunk is to the question, measured one by one. */
const measured = (chunks: ReadonlyArray<Shelved>, question: string): ReadonlyMap<string, number> => {
  const frequencies = new Map<string, number>()
  for (const { text } of chunks) {
    for (const term of searchTerms(text, "en").keys()) frequencies.set(term, (frequencies.get(term) ?? 0) + 1)
  }
  const asked = hashedQuestion(question, ["en"], (term) => idf(chunks.length, frequencies.get(term) ?? 0))
  return new Map(chunks.map(({ id, text }) => [id, product(asked, hashedVector(text, "en"))]))
}

const ids = (hits: ReadonlyArray<{ readonly chunkId: string }>) => hits.map(({ chunkId }) => chunkId)

/** Search by vectors over a database. */
export const vectorSearchSuite = <E>(
  name: string,
  database: Layer.Layer<SqlClient.SqlClient | TenantWall | Database, E>
) => {
  layer(layerHashed(database), { excludeTestServices: true })(`search by vectors, ${name}`, (it) => {
    it.effect("gives what is nearest, as one would find by measuring every chunk", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        const { chunks } = yield* shelve(library, sentences(150))
        yield* fill(library)
        for (const question of ["a dragon on the mountain", "kettle, bread and candles", sentence(77)]) {
          const expected = measured(chunks, question)
          const best = [...expected.values()].toSorted((a, b) => b - a)
          const hits = yield* nearest(library, question, { limit: 20 })
          assert.strictEqual(hits.length, 20)
          hits.forEach(({ chunkId, similarity }, at) => {
            assert.approximately(similarity, expected.get(chunkId) ?? 0, 0.01)
            assert.approximately(similarity, best[at] ?? 0, 0.01)
          })
        }
      })
    )

    it.effect("never gives another library's chunk, were it the very sentence", () =>
      Effect.gen(function* () {
        const [mine, theirs] = [yield* newLibrary, yield* newLibrary]
        const own = yield* shelve(mine, sentences(5))
        yield* shelve(theirs, ["the secret of the golden unicorn"])
        yield* fill(theirs)
        assert.deepStrictEqual(yield* nearest(mine, "the secret of the golden unicorn"), [])
        yield* fill(mine)
        const all = ["the secret of the golden unicorn", ...sentences(5)].join(" ")
        const hits = yield* nearest(mine, all, { limit: 10 })
        assert.sameMembers(
          ids(hits),
          own.chunks.map(({ id }) => id)
        )
      })
    )

    it.effect("keeps to the sources that are asked for, and private texts to their owners", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const library = yield* newLibrary
        const owner = UserId.make(crypto.randomUUID())
        const [book, diary, other] = [
          yield* shelve(library, sentences(3)),
          yield* shelve(library, sentences(3, 10), { ownerId: owner }),
          yield* shelve(library, sentences(3, 20))
        ]
        yield* fill(library)
        const of = (shelved: { readonly chunks: ReadonlyArray<Shelved> }) => shelved.chunks.map(({ id }) => id)
        const by = (readerId: UserId, ...sourceIds: ReadonlyArray<string>) =>
          Effect.map(
            nearest(library, [...sentences(3), ...sentences(3, 10), ...sentences(3, 20)].join(" "), {
              readerId,
              limit: 20,
              ...(sourceIds.length > 0 ? { sourceIds } : {})
            }),
            ids
          )
        const stranger = UserId.make(crypto.randomUUID())
        assert.sameMembers(yield* by(owner), [...of(book), ...of(diary), ...of(other)])
        assert.sameMembers(yield* by(stranger), [...of(book), ...of(other)])
        assert.sameMembers(yield* by(owner, diary.sourceId), of(diary))
        assert.sameMembers(yield* by(stranger, diary.sourceId, other.sourceId.toUpperCase()), of(other))
        assert.sameMembers(yield* by(stranger, crypto.randomUUID()), [])

        yield* sql`UPDATE sources SET owner_id = NULL WHERE id = ${diary.sourceId}`
        assert.sameMembers(yield* by(stranger, diary.sourceId), of(diary))
        yield* sql`UPDATE sources SET owner_id = ${stranger} WHERE id = ${book.sourceId}`
        assert.sameMembers(yield* by(owner, book.sourceId), [])
        assert.sameMembers(yield* by(stranger, book.sourceId), of(book))
      })
    )

    it.effect("finds at once what is added, and at once no more what is removed", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const library = yield* newLibrary
        const { chunks, sourceId } = yield* shelve(library, sentences(40))
        yield* fill(library)
        assert.strictEqual((yield* nearest(library, "unicorn", { limit: 3 })).length, 3)
        const [unicorn] = yield* add(library, sourceId, ["unicorn unicorn unicorn"])
        yield* fill(library)
        assert.strictEqual(ids(yield* nearest(library, "unicorn"))[0], unicorn?.id)
        yield* sql`DELETE FROM chunks WHERE id = ${unicorn?.id}`
        assert.notInclude(ids(yield* nearest(library, "unicorn", { limit: 60 })), unicorn?.id)

        // All that was nearest goes at once: what is left moves up.
        const before = yield* nearest(library, "dragon mountain", { limit: 20 })
        yield* sql`DELETE FROM chunks WHERE id = ANY(${ids(before)}::uuid[])`
        const after = yield* nearest(library, "dragon mountain", { limit: 20 })
        const left = chunks.map(({ id }) => id).filter((id) => !ids(before).includes(id))
        assert.isNotEmpty(after)
        assert.includeMembers(left, ids(after))
        yield* sql`DELETE FROM books WHERE id = ${sourceId}`
        assert.deepStrictEqual(yield* nearest(library, "dragon mountain"), [])
      })
    )

    it.effect("costs three statements, and one more where something is new", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        const { sourceId } = yield* shelve(library, sentences(10))
        yield* fill(library)
        const counted = Effect.gen(function* () {
          const statements: Array<string> = []
          yield* Effect.withTracer(nearest(library, "dragon mountain"), listening(statements))
          return statements.length
        })
        assert.strictEqual(yield* counted, 4)
        assert.strictEqual(yield* counted, 3)
        yield* add(library, sourceId, sentences(2, 50))
        yield* fill(library)
        assert.strictEqual(yield* counted, 4)
        assert.strictEqual(yield* counted, 3)
      })
    )

    it.effect("costs two statements to see that nothing is missing", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        yield* shelve(library, sentences(70))
        const statements: Array<string> = []
        assert.isTrue(yield* Effect.withTracer(fill(library), listening(statements)))
        const added = statements.filter((statement) => statement.includes("INSERT INTO chunk_embeddings"))
        assert.strictEqual(added.length, 2)
        statements.length = 0
        assert.isTrue(yield* Effect.withTracer(fill(library), listening(statements)))
        assert.strictEqual(statements.length, 2)
      })
    )

    it.effect("finds nothing where there is nothing, and for a question without words", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        assert.deepStrictEqual(yield* nearest(library, "dragon"), [])
        yield* shelve(library, sentences(3))
        assert.deepStrictEqual(yield* nearest(library, "dragon"), [])
        yield* fill(library)
        for (const question of ["", "?!", "the of and", "🐉"])
          assert.deepStrictEqual(yield* nearest(library, question), [])
        for (const question of ["'; DROP TABLE chunks; --", "x".repeat(10_000)]) {
          assert.isAtMost((yield* nearest(library, question)).length, 5)
        }
      })
    )
  })

  layer(database, { excludeTestServices: true })(`memory for vectors, ${name}`, (it) => {
    const within = (budgetBytes: number, entry?: URL) =>
      Layer.provideMerge(
        layerVectors(Embeddings.layerHashed, { budgetBytes, ...(entry === undefined ? {} : { entry }) }),
        NodeServices.layer
      )
    /** Bytes of a chunk's hashed vector in full. */
    const inFull = 1024 + 4 + 20

    it.effect("is never more than was allowed, and libraries take turns in it", () =>
      Effect.gen(function* () {
        const memory = yield* VectorMemory
        const libraries = yield* Effect.forEach([0, 1, 2], (at) =>
          Effect.gen(function* () {
            const library = yield* newLibrary
            yield* shelve(library, sentences(20, at * 20))
            yield* fill(library)
            return library
          })
        )
        const first = yield* Effect.forEach(libraries, (library) => nearest(library, "dragon mountain"))
        const again = yield* Effect.forEach(libraries, (library) => nearest(library, "dragon mountain"))
        assert.deepStrictEqual(again, first)
        for (const hits of first) assert.strictEqual(hits.length, 5)
        assert.isAtMost(yield* memory.bytes, 45 * inFull)
        assert.strictEqual(yield* memory.bytes, 40 * inFull)
      }).pipe(Effect.provide(within(45 * inFull)))
    )

    it.effect("has room for sketches of a larger library, which find the same", () =>
      Effect.gen(function* () {
        const memory = yield* VectorMemory
        const library = yield* newLibrary
        const { chunks } = yield* shelve(library, sentences(120))
        yield* fill(library)
        const question = "a dragon on the mountain"
        const expected = measured(chunks, question)
        const best = [...expected.values()].toSorted((a, b) => b - a)
        const hits = yield* nearest(library, question, { limit: 10 })
        hits.forEach(({ similarity }, at) => assert.approximately(similarity, best[at] ?? 0, 0.01))
        assert.strictEqual(hits.length, 10)
        assert.strictEqual(yield* memory.bytes, 120 * (256 + 20))
      }).pipe(Effect.provide(within(60 * inFull)))
    )

    it.effect("is not overrun by one that is larger still: it is searched by words alone", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        yield* shelve(library, sentences(30))
        yield* fill(library)
        assert.deepStrictEqual(yield* nearest(library, "dragon"), [])
        assert.strictEqual(yield* (yield* VectorMemory).bytes, 0)
      }).pipe(Effect.provide(within(2000)))
    )

    it.effect("outlives the thread that searches it", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        yield* shelve(library, sentences(30))
        yield* fill(library)
        const before = yield* nearest(library, "dragon")
        // The thread of this test ends itself when asked for so many.
        const search = yield* VectorSearch
        const scope = { organizationId: library, readerId: UserId.make(crypto.randomUUID()) }
        const crashed = yield* search.nearest(scope, "dragon", 13)
        assert.deepStrictEqual(crashed, { hits: [], kind: "hashed" })
        assert.deepStrictEqual(yield* nearest(library, "dragon"), before)
      }).pipe(Effect.provide(within(1_000_000, new URL("./FragileScanWorker.ts", import.meta.url))))
    )
  })
}
