import * as NodeServices from "@effect/platform-node/NodeServices"
import { ConfigProvider, Context, Effect, Layer } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient } from "effect/sql"
import type { BookId } from "#contract/catalogue/Book.ts"
import type { ReviewId } from "#contract/circulation/Review.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { BookContents } from "#features/catalogue/BookContents.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import { Reviews } from "#features/circulation/Reviews.ts"
import { ReviewTexts } from "#features/circulation/ReviewTexts.ts"
import { Analyses } from "#features/intelligence/Analyses.ts"
import { Consensus } from "#features/intelligence/Consensus.ts"
import { JudgeReview } from "#features/intelligence/JudgeReview.ts"
import * as ReviewJobs from "#features/intelligence/ReviewJobs.ts"
import { Sentiments } from "#features/intelligence/Sentiments.ts"
import { UpdateConsensus } from "#features/intelligence/UpdateConsensus.ts"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import type { AnyJob } from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { Reactions } from "#jobs/Reactions.ts"
import { Extractive } from "#platform/extractive/Extractive.ts"
import { Llm } from "#platform/Llm.ts"
import { Prompts } from "#platform/Prompts.ts"
import { Storage } from "#platform/Storage.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { ScriptedOllama } from "../../support/ScriptedOllama.ts"
import { library, readerOf } from "../circulation/ReviewDesk.ts"

type Server = Effect.Success<typeof ScriptedOllama.make>

/** The model of an installation, which answers as the test says. */
export class Model extends Context.Service<Model, Server>()("luminalib/test/Model") {
  static readonly layer = Layer.effect(Model, ScriptedOllama.make)
}

/** Asks {@link Model}, once for each question. */
export const withModel = Layer.unwrap(
  Effect.map(Model, ({ url }) => {
    const env = { LLM_PROVIDER: "ollama", OLLAMA_BASE_URL: url, LLM_MAX_RETRIES: "0" }
    return Llm.layer.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env }))))
  })
).pipe(Layer.provideMerge(Model.layer))

export const withoutModel = Llm.layerExtractive

const promptsDirectory = new URL("../../../prompts", import.meta.url).pathname

/** Reviews and what is made of them, over a database; jobs wait until the test does them. */
export const layerOver = <E, E2, R>(
  database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>,
  model: Layer.Layer<Llm | R, E2>
) =>
  Layer.mergeAll(Reviews.layer, Analyses.layer, Sentiments.layer, Consensus.layer, ReviewTexts.layer).pipe(
    Layer.provideMerge(Catalogue.layer),
    Layer.provide(BookContents.layerUnread),
    Layer.provideMerge(Reactions.layer(ReviewJobs.reactions)),
    Layer.provideMerge(Ledger.layer),
    Layer.provideMerge(InProcess.layer),
    Layer.provide([Prompts.layer(promptsDirectory), Extractive.layerInline, Layer.mock(Storage, {})]),
    Layer.provide(NodeServices.layer),
    Layer.provideMerge(Layer.mergeAll(model, SecureRandom.layerWebCrypto, database))
  )

/** A book of a library with a way to let readers review it. */
export const circle = Effect.gen(function* () {
  const reviews = yield* Reviews
  const place = yield* library
  const write = Effect.fnUntraced(function* (rating: number, text: string) {
    const reader = yield* readerOf(place.organizationId, place.bookId)
    const review = yield* reviews.add(reader, place.bookId, { rating, text })
    return { reader, review, task: { ...place, reviewId: review.id, version: 1 } }
  })
  return { ...place, reviews, write }
})

/** One attempt at a job, as a worker makes it; what it leaves is stored only by `complete`. */
const attempt = (job: AnyJob, payload: unknown, number: number) =>
  Effect.gen(function* () {
    const handlers = yield* ReviewJobs.handlers
    const handler = handlers.find((each) => each.job.kind === job.kind)
    if (handler === undefined) return yield* Effect.die(`no handler of ${job.kind}`)
    return yield* handler.run({
      jobId: crypto.randomUUID(),
      organizationId: null,
      payload,
      attempt: number,
      report: () => Effect.void,
      children: Effect.succeed([])
    })
  })

const complete = (done: Effect.Success<ReturnType<typeof attempt>>) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) => sql.withTransaction(done.commit ?? Effect.void))

interface Judged {
  readonly organizationId: OrganizationId
  readonly bookId: BookId
  readonly reviewId: ReviewId
  readonly version: number
}

/** An attempt whose worker is killed before it stores anything. */
export const tryToJudge = (task: Judged, number = 1) => attempt(JudgeReview, task, number)
export const judge = (task: Judged, number = 1) => Effect.tap(tryToJudge(task, number), complete)
/** Gives what was done: `result.step`. */
export const update = (book: Pick<Judged, "organizationId" | "bookId">) =>
  Effect.tap(attempt(UpdateConsensus, book, 1), complete).pipe(Effect.map(({ result }) => Object(result).step))
export const findStale = Effect.tap(attempt(ReviewJobs.FindStaleConsensus, {}, 1), complete)

export const analysisOf = ({ bookId, organizationId }: Pick<Judged, "organizationId" | "bookId">) =>
  Effect.flatMap(Analyses, (analyses) => analyses.get(organizationId, bookId))

/** Jobs of the kind that wait, for the book or review. */
export const waiting = (job: AnyJob, relatedId: string) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.map(
      sql`SELECT id FROM jobs WHERE kind = ${job.kind} AND related_id = ${relatedId} AND state = 'pending'`,
      (rows) => rows.length
    )
  )

/** Answers that are kept and not used. */
export const keptAnswers = (bookId: BookId) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) =>
    Effect.map(sql`SELECT key FROM review_answers WHERE book_id = ${bookId}`, (rows) => rows.length)
  )
