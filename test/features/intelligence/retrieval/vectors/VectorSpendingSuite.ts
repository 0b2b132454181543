import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, layer } from "@effect/vitest"
import { ConfigProvider, Effect, Layer } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient } from "effect/sql"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import * as VectorJobs from "#features/intelligence/retrieval/vectors/VectorJobs.ts"
import { VectorIndexes } from "#features/intelligence/retrieval/vectors/VectorIndexes.ts"
import { VectorSearch } from "#features/intelligence/retrieval/vectors/VectorSearch.ts"
import { Spending } from "#features/intelligence/Spending.ts"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import { Ledger } from "#jobs/Ledger.ts"
import type { Database } from "#platform/Database.ts"
import { Embeddings } from "#platform/Embeddings.ts"
import { Llm } from "#platform/Llm.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { embeddingAnswers, embeddingEnv, inputOf, scriptedEmbeddings } from "../../../../support/ScriptedEmbeddings.ts"
import { listening } from "../../../../support/Statements.ts"
import { newLibrary } from "../Shelves.ts"
import { fill, layerVectors, nearest, sentences, shelve } from "./VectorShelves.ts"

/** Each call of it takes seven tokens. */
const { each } = embeddingAnswers("ollama")
const server = scriptedEmbeddings(
  "ollama",
  each((text) => [text.length, 1])
)

/** An installation with an embedding model, or none where there are no variables, that answers without a model. */
const installation = (env: Readonly<Record<string, string>>) =>
  Layer.mergeAll(
    Spending.layer.pipe(Layer.provide(Llm.layerExtractive)),
    layerVectors(
      Layer.orDie(Embeddings.layer.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))))
    )
  ).pipe(Layer.provideMerge(Layer.merge(NodeServices.layer, SecureRandom.layerWebCrypto)))

const withModel = (url: string, model: string) =>
  installation({ ...embeddingEnv("ollama", url), OLLAMA_EMBEDDING_MODEL: model, LLM_MAX_RETRIES: "0" })

const usage = (library: OrganizationId) => Effect.flatMap(Spending, (spending) => spending.usage(library))

const setBudget = (library: OrganizationId, tokens: number | null) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql`UPDATE organizations SET token_budget_per_month = ${tokens} WHERE id = ${library}`
  )

const vectorsOf = (library: OrganizationId) =>
  Effect.map(
    Effect.flatMap(
      SqlClient.SqlClient,
      (sql) => sql<{ readonly made: number }>`
        SELECT count(*)::int AS made FROM chunk_embeddings WHERE organization_id = ${library}`
    ),
    ([row]) => row?.made
  )

/** What vectors cost a library, over a database. */
export const vectorSpendingSuite = <E>(
  name: string,
  database: Layer.Layer<SqlClient.SqlClient | TenantWall | Database, E>
) =>
  layer(database, { excludeTestServices: true })(`the cost of vectors, ${name}`, (it) => {
    it.effect("is on the account of the library whose texts or question they are of, once for each call", () =>
      Effect.gen(function* () {
        const [library, other] = [yield* newLibrary, yield* newLibrary]
        const { asked, url } = yield* server
        yield* shelve(library, sentences(40))
        yield* Effect.gen(function* () {
          yield* fill(library)
          const filled = yield* usage(library)
          assert.deepStrictEqual(filled.items, [
            { purpose: "embed", model: "porpoise", calls: 3, inputTokens: 3 * 7, outputTokens: 0, costUsd: 0 }
          ])
          yield* fill(library)
          assert.deepStrictEqual(yield* usage(library), filled)
          yield* nearest(library, "a dragon")
          assert.strictEqual(asked().length, 4)
          assert.deepInclude((yield* usage(library)).items[0], { calls: 4, inputTokens: 4 * 7 })
          assert.deepStrictEqual((yield* usage(other)).items, [])
        }).pipe(Effect.provide(withModel(url, "porpoise")))
      })
    )

    it.effect("is entered also where the answer is of no use, and not where there is none", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        const { script, url } = yield* server
        yield* shelve(library, sentences(2))
        const { status, vectors } = embeddingAnswers("ollama")
        yield* Effect.gen(function* () {
          script(status(500, "oops"), vectors([]))
          assert.strictEqual((yield* Effect.flip(fill(library)))._tag, "LlmError")
          assert.deepStrictEqual((yield* usage(library)).items, [])
          assert.strictEqual((yield* Effect.flip(fill(library)))._tag, "LlmError")
          assert.deepInclude((yield* usage(library)).items[0], { calls: 1, inputTokens: 7 })
        }).pipe(Effect.provide(withModel(url, "beluga")))
      })
    )

    it.effect("ends with the budget: what was made stays, and it goes on from there when there is more", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        const { asked, url } = yield* server
        const { sourceId } = yield* shelve(library, sentences(40))
        yield* setBudget(library, 14)
        yield* Effect.gen(function* () {
          const search = yield* VectorSearch
          // Whoever indexes is not kept from its work.
          yield* search.fill(library, sourceId, () => Effect.void)
          assert.deepStrictEqual([asked().length, yield* vectorsOf(library)], [2, 32])
          assert.deepInclude(yield* usage(library), { inputTokens: 14, tokensLeft: 0 })

          const [embed] = yield* VectorJobs.handlers
          if (embed === undefined) return assert.fail("no handler")
          const attempt = {
            jobId: crypto.randomUUID(),
            organizationId: library,
            attempt: 1,
            report: () => Effect.void,
            children: Effect.succeed([]),
            payload: { organizationId: library }
          }
          const waits = yield* Effect.flip(embed.run(attempt))
          assert.deepInclude(waits, { code: "BUDGET_EXCEEDED", retry: "uncounted" })
          assert.strictEqual(asked().length, 2)
          assert.isNotEmpty(yield* nearest(library, "a dragon"))

          yield* setBudget(library, 1_000)
          assert.deepStrictEqual(yield* embed.run(attempt), { result: { complete: true } })
          assert.strictEqual(yield* vectorsOf(library), 40)
          assert.strictEqual(asked().flatMap(inputOf).length, 40 + 1)
        }).pipe(
          Effect.provide(
            Layer.provideMerge(
              Ledger.layer,
              Layer.mergeAll(InProcess.layer, VectorIndexes.layer, withModel(url, "narwhal"))
            )
          )
        )
      })
    )

    it.effect("is nothing without a model: they are made where nothing may be spent, and no account is looked at", () =>
      Effect.gen(function* () {
        const library = yield* newLibrary
        yield* shelve(library, sentences(3))
        yield* setBudget(library, 0)
        yield* Effect.gen(function* () {
          const statements: Array<string> = []
          yield* Effect.withTracer(Effect.andThen(fill(library), nearest(library, "a dragon")), listening(statements))
          assert.strictEqual(yield* vectorsOf(library), 3)
          assert.isNotEmpty(statements)
          assert.isFalse(statements.some((statement) => statement.includes("token_usage")))
        }).pipe(Effect.provide(installation({})))
      })
    )
  })
