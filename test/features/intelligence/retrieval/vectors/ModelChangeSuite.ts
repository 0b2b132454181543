import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, layer } from "@effect/vitest"
import { ConfigProvider, Effect, Layer } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient } from "effect/sql"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { Filling } from "#features/intelligence/retrieval/vectors/Filling.ts"
import * as VectorJobs from "#features/intelligence/retrieval/vectors/VectorJobs.ts"
import { VectorIndexes } from "#features/intelligence/retrieval/vectors/VectorIndexes.ts"
import { VectorSearch } from "#features/intelligence/retrieval/vectors/VectorSearch.ts"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import { Ledger } from "#jobs/Ledger.ts"
import type { Database } from "#platform/Database.ts"
import { Embeddings } from "#platform/Embeddings.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { embeddingAnswers, embeddingEnv, inputOf, scriptedEmbeddings } from "../../../../support/ScriptedEmbeddings.ts"
import { listening } from "../../../../support/Statements.ts"
import { newLibrary } from "../Shelves.ts"
import { add, fill, layerVectors, nearest, sentences, shelve, someone } from "./VectorShelves.ts"

const { each, hang, status } = embeddingAnswers("ollama")

/** Four directions of meaning: which of them a text is about. */
const topics = ["unicorn", "teapot", "hedge", "viaduct"]
const meaning = (text: string) => topics.map((topic) => text.split(topic).length - 1 + 0.01)

const server = scriptedEmbeddings("ollama", each(meaning))

/** The installation with this model. */
const withModel = (url: string, model: string, env: Readonly<Record<string, string>> = {}) =>
  installation({ ...embeddingEnv("ollama", url), OLLAMA_EMBEDDING_MODEL: model, LLM_MAX_RETRIES: "0", ...env })

const installation = (env: Readonly<Record<string, string>>) =>
  Layer.provideMerge(
    layerVectors(
      Layer.orDie(Embeddings.layer.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))))
    ),
    Layer.merge(NodeServices.layer, SecureRandom.layerWebCrypto)
  )

const withoutModel = installation({})

const finish = (library: OrganizationId) => Effect.flatMap(Filling, (filling) => filling.finish(library))

const unfinished = Effect.flatMap(Filling, (filling) => filling.unfinished)

const kept = (library: OrganizationId) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql<{ readonly model: string; readonly vectors: number }>`
      SELECT m.model, count(e.chunk_id)::int AS vectors
      FROM library_embeddings l
      JOIN embedding_models m ON m.id = l.model_id
      LEFT JOIN chunk_embeddings e ON e.organization_id = l.organization_id AND e.model_id = l.model_id
      WHERE l.organization_id = ${library}
      GROUP BY m.id, m.model ORDER BY m.id`
  )

const find = (library: OrganizationId, question: string) =>
  Effect.flatMap(VectorSearch, (search) => search.nearest({ organizationId: library, readerId: someone }, question, 3))

/** Vectors by models that come, go and fail, over a database. */
export const modelChangeSuite = <E>(
  name: string,
  database: Layer.Layer<SqlClient.SqlClient | TenantWall | Database, E>
) =>
  layer(database, { excludeTestServices: true })(`vectors of models, ${name}`, (it) => {
    it.effect("are made in the background when the model changes, and the ones before answer until then", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        const { url } = yield* server
        const texts = ["the unicorn sleeps", "a teapot of tea", "the hedge gate", ...sentences(40)]
        const { chunks } = yield* shelve(library, texts)
        const [unicorn, teapot] = chunks

        yield* Effect.gen(function* () {
          yield* fill(library)
          assert.include(yield* unfinished, library)
          assert.isTrue(yield* finish(library))
          assert.notInclude(yield* unfinished, library)
          assert.strictEqual((yield* find(library, "unicorn sleeps")).kind, "hashed")
        }).pipe(Effect.provide(withoutModel))

        yield* Effect.gen(function* () {
          assert.include(yield* unfinished, library)
          const before = yield* find(library, "the unicorn sleeps")
          assert.deepStrictEqual([before.kind, before.hits[0]?.chunkId], ["hashed", unicorn?.id])
          // Some have vectors of the new model, the others not yet: the one before still answers.
          yield* Effect.flatMap(Filling, (filling) =>
            filling.make({ organizationId: library, sourceId: null }, () => Effect.void, 0)
          )
          assert.isFalse(yield* finish(library))
          assert.strictEqual((yield* find(library, "unicorn")).kind, "hashed")
          assert.isTrue(yield* fill(library))
          assert.strictEqual((yield* find(library, "unicorn")).kind, "hashed")
          assert.isTrue(yield* finish(library))
          const after = yield* find(library, "teapot")
          assert.deepStrictEqual([after.kind, after.hits[0]?.chunkId], ["model", teapot?.id])
          assert.deepStrictEqual(yield* kept(library), [{ model: "whale-1", vectors: chunks.length }])
          assert.notInclude(yield* unfinished, library)
        }).pipe(Effect.provide(withModel(url, "whale-1")))
      })
    )

    it.effect("that cannot be asked any more make way for the first ones of the new model", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        const { url } = yield* server
        const { chunks } = yield* shelve(library, ["the unicorn sleeps", "a teapot of tea"])
        yield* Effect.andThen(fill(library), finish(library)).pipe(Effect.provide(withModel(url, "whale-2")))
        yield* Effect.gen(function* () {
          // Nobody remembers how whale-2 was reached.
          assert.deepStrictEqual((yield* find(library, "unicorn sleeps")).hits, [])
          yield* fill(library)
          assert.strictEqual((yield* find(library, "the unicorn sleeps")).hits[0]?.chunkId, chunks[0]?.id)
        }).pipe(Effect.provide(withoutModel))
      })
    )

    it.effect("with other dimensions than before are another model's, and old ones are not compared with", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        const model = { dimensions: 4 }
        const { url } = yield* scriptedEmbeddings(
          "ollama",
          each((text) => meaning(text).slice(0, model.dimensions))
        )
        const { chunks, sourceId } = yield* shelve(library, ["a teapot of tea", "the unicorn sleeps"])
        const vectorsKept = Effect.map(kept(library), (models) => models.map(({ vectors }) => vectors))
        yield* Effect.gen(function* () {
          yield* Effect.andThen(fill(library), finish(library))
          model.dimensions = 2
          assert.deepStrictEqual((yield* find(library, "unicorn")).hits, [])
          yield* add(library, sourceId, ["a second teapot"])
          // The first answer shows that the model is another one by now.
          while (!(yield* finish(library))) yield* fill(library)
          assert.deepStrictEqual(yield* vectorsKept, [3])
          assert.strictEqual((yield* find(library, "unicorn")).hits[0]?.chunkId, chunks[1]?.id)
          model.dimensions = 4
          yield* add(library, sourceId, ["a third teapot"])
          while (!(yield* finish(library))) yield* fill(library)
          assert.deepStrictEqual(yield* vectorsKept, [4])
          assert.strictEqual((yield* find(library, "unicorn")).hits[0]?.chunkId, chunks[1]?.id)
        }).pipe(Effect.provide(withModel(url, "whale-3")))
      })
    )

    it.effect("are paid for once: after a failure only what is missing is asked for", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        const scripted = yield* server
        const { sourceId } = yield* shelve(library, sentences(40))
        yield* Effect.gen(function* () {
          scripted.script(each(meaning), status(500, "oops"))
          const search = yield* VectorSearch
          const told: Array<number> = []
          // Whoever indexes is not kept from its work.
          yield* search.fill(library, sourceId, (progress) => Effect.sync(() => void told.push(progress)))
          assert.deepStrictEqual(told, [0.4])
          assert.include(yield* unfinished, library)
          yield* search.fill(library, sourceId, () => Effect.void)
          assert.isTrue(yield* finish(library))
          const answered = scripted
            .asked()
            .filter((_, at) => at !== 1)
            .flatMap(inputOf)
          assert.strictEqual(answered.length, 40)
          assert.strictEqual(new Set(answered).size, new Set(sentences(40)).size)
          yield* fill(library)
          assert.strictEqual(scripted.asked().length, 4)
          const sql = yield* SqlClient.SqlClient
          const [library_] = yield* sql`
            SELECT input_tokens::int FROM library_embeddings WHERE organization_id = ${library}`
          assert.deepStrictEqual(library_, { inputTokens: 3 * 7 })
        }).pipe(Effect.provide(withModel(scripted.url, "whale-4")))
      })
    )

    it.effect("are done without while the model does not answer a question: after seconds, then at once", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        const scripted = yield* server
        yield* shelve(library, ["the unicorn sleeps"])
        yield* Effect.gen(function* () {
          yield* fill(library)
          scripted.script(...Array.from({ length: 5 }, hang))
          const silent = yield* Effect.all(
            Array.from({ length: 5 }, () => find(library, "unicorn")),
            { concurrency: 5 }
          )
          for (const { hits, kind } of silent) assert.deepStrictEqual([hits, kind], [[], "model"])
          const asked = scripted.asked().length
          assert.deepStrictEqual((yield* find(library, "unicorn")).hits, [])
          assert.strictEqual(scripted.asked().length, asked)
        }).pipe(Effect.provide(withModel(scripted.url, "whale-5", { LLM_TIMEOUT_SECONDS: "1" })))
      })
    )

    it.effect("cost three statements where a model makes them, and are never another library's", () =>
      Effect.gen(function* () {
        const [mine, theirs] = [yield* newLibrary, yield* newLibrary]
        const { url } = yield* server
        const own = yield* shelve(mine, ["a teapot of tea"])
        yield* shelve(theirs, ["the unicorn sleeps"])
        yield* Effect.gen(function* () {
          yield* Effect.andThen(fill(mine), fill(theirs))
          assert.deepStrictEqual(
            (yield* nearest(mine, "the unicorn sleeps")).map(({ chunkId }) => chunkId),
            own.chunks.map(({ id }) => id)
          )
          const statements: Array<string> = []
          yield* Effect.withTracer(find(mine, "unicorn"), listening(statements))
          assert.strictEqual(statements.length, 3)
        }).pipe(Effect.provide(withModel(url, "whale-6")))
      })
    )

    it.effect("are asked for by the timetable where they are missing, and made by a job", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        const { url } = yield* server
        yield* shelve(library, sentences(3))
        yield* Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const ledger = yield* Ledger
          const [embed, search, build] = yield* VectorJobs.handlers
          if (embed === undefined || search === undefined || build === undefined) return assert.fail("no handlers")
          const attempt = {
            jobId: crypto.randomUUID(),
            organizationId: null,
            attempt: 1,
            report: () => Effect.void,
            children: Effect.succeed([])
          }
          const { commit } = yield* search.run({ ...attempt, payload: {} })
          yield* sql.withTransaction(commit ?? Effect.void)
          const items = yield* ledger.list({ organizationId: library, limit: 5 })
          assert.deepStrictEqual(
            items.map(({ kind }) => kind),
            [VectorJobs.EmbedLibrary.kind]
          )
          assert.deepStrictEqual(yield* build.run({ ...attempt, payload: {} }), { result: { built: 0 } })
          const done = yield* embed.run({ ...attempt, payload: { organizationId: library } })
          assert.deepStrictEqual(done, { result: { complete: true } })
          assert.deepStrictEqual(
            (yield* kept(library)).map(({ vectors }) => vectors),
            [3]
          )
        }).pipe(
          Effect.provide(
            Layer.provideMerge(
              Ledger.layer,
              Layer.mergeAll(InProcess.layer, VectorIndexes.layer, withModel(url, "whale-7"))
            )
          )
        )
      })
    )
  })
