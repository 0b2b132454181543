import * as NodeServices from "@effect/platform-node/NodeServices"
import { ConfigProvider, Context, Effect, Layer, Stream } from "effect"
import { SecureRandom } from "effect/crypto"
import { RateLimiter } from "effect/persistence"
import { SqlClient } from "effect/sql"
import { BookId } from "#contract/catalogue/Book.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import type { AnswerEvent } from "#contract/intelligence/AnswerEvent.ts"
import { AnswerRuns } from "#features/intelligence/answers/AnswerRuns.ts"
import { Answers } from "#features/intelligence/answers/Answers.ts"
import { AnswersRepo } from "#features/intelligence/answers/AnswersRepo.ts"
import { AnswerWriter } from "#features/intelligence/answers/AnswerWriter.ts"
import { AskLimit } from "#features/intelligence/answers/AskLimit.ts"
import { ModelWriter } from "#features/intelligence/answers/ModelWriter.ts"
import { SourcesRepo } from "#features/intelligence/answers/SourcesRepo.ts"
import type { Passage, Scope } from "#features/intelligence/retrieval/Passage.ts"
import { Retrieval } from "#features/intelligence/retrieval/Retrieval.ts"
import { Spending } from "#features/intelligence/Spending.ts"
import { Answering } from "#platform/answers/Answering.ts"
import { Llm } from "#platform/Llm.ts"
import { countTokens } from "#platform/llm/TokenEstimate.ts"
import { Prompts } from "#platform/Prompts.ts"
import type { TenantWall } from "#platform/TenantWall.ts"

/** Passages as a test puts them on the shelf, found whatever is asked, by whoever may read them. */
export class Shelf extends Context.Service<
  Shelf,
  {
    readonly passages: Array<Passage & { readonly organizationId: string; readonly ownerId: string | null }>
    /** What was searched for. */
    readonly searches: Array<{ readonly scope: Scope; readonly question: string }>
  }
>()("luminalib/test/Shelf") {
  static readonly layer = Layer.sync(Shelf, () => ({ passages: [], searches: [] }))
}

const retrieval = Layer.effect(
  Retrieval,
  Effect.map(Shelf, ({ passages, searches }) =>
    Retrieval.of({
      find: (scope, question) =>
        Effect.sync(() => {
          searches.push({ scope, question })
          const isFound = ({ organizationId, ownerId, sourceId }: (typeof passages)[number]) =>
            organizationId === scope.organizationId &&
            (ownerId === null || ownerId === scope.readerId) &&
            (scope.sourceIds === undefined || scope.sourceIds.includes(sourceId))
          return { passages: passages.filter(isFound) }
        })
    })
  )
)

const promptsDirectory = new URL("../../../../prompts", import.meta.url).pathname

/** What answers need beside a model, over a database. */
export const layerOver = <E>(database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  Layer.mergeAll(
    retrieval.pipe(Layer.provideMerge(Shelf.layer)),
    RateLimiter.layer.pipe(Layer.provide(RateLimiter.layerStoreMemory)),
    Prompts.layer(promptsDirectory).pipe(Layer.provide(NodeServices.layer)),
    // One thread for all tests: each would have to start its own.
    Answering.layer,
    SecureRandom.layerWebCrypto,
    database
  )

/** Answers as the variables say, for the rest of the test: without any, extractive ones. */
export const answersWith = (env: Readonly<Record<string, string>> = {}) => {
  const config = ConfigProvider.layer(ConfigProvider.fromEnv({ env: { RATE_LIMITS: "off", ...env } }))
  return Layer.build(
    Answers.layerNoDeps.pipe(
      Layer.provide(AnswerRuns.layerNoDeps),
      Layer.provide(AnswerWriter.layerNoDeps),
      Layer.provide(ModelWriter.layerNoDeps),
      Layer.provideMerge(Spending.layer),
      Layer.provide([AnswersRepo.layer, AskLimit.layer, SourcesRepo.layer, Llm.layer]),
      Layer.provide(config),
      Layer.fresh
    )
  )
}

const newId = Effect.flatMap(SecureRandom.SecureRandom, (random) => random.uuidV7())

/** A library of its own. */
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
  return { id, organizationId }
})

/** Puts a book on the shelf, with one passage for each text. */
export const shelve = Effect.fnUntraced(function* (
  organizationId: OrganizationId,
  title: string,
  texts: ReadonlyArray<string>,
  ownerId: UserId | null = null
) {
  const sql = yield* SqlClient.SqlClient
  const { passages } = yield* Shelf
  const id = BookId.make(yield* newId)
  yield* sql`INSERT INTO books (id, organization_id, title, author) VALUES (${id}, ${organizationId}, ${title}, 'Ann')`
  yield* sql`
    INSERT INTO sources (organization_id, id, kind, title, author, owner_id, content_hash, analyser, wanted)
    VALUES (${organizationId}, ${id}, 'book', ${title}, 'Ann', ${ownerId}, ${"0".repeat(64)}, 1, ${yield* newId})`
  let start = 0
  texts.forEach((text, at) => {
    passages.push({
      organizationId,
      ownerId,
      sourceId: id,
      kind: "book",
      title,
      author: "Ann",
      headings: [],
      start,
      end: start + text.length,
      firstPage: at + 1,
      lastPage: at + 1,
      text,
      language: "en",
      tokens: countTokens(text),
      score: 1 / (at + 1)
    })
    start += text.length + 2
  })
  return id
})

/** All events of a stream, to its end. */
export const eventsIn = (events: Stream.Stream<AnswerEvent>) =>
  Effect.map(Stream.runCollect(events), (all) => Array.from(all))

export const namesOf = (events: ReadonlyArray<AnswerEvent>) => events.map(({ event }) => event)

/** What the deltas say, one after the other. */
export const saidBy = (events: ReadonlyArray<AnswerEvent>) =>
  events.map((event) => (event.event === "delta" ? event.data.text : "")).join("")
