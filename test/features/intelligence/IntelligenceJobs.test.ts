import { assert, layer } from "@effect/vitest"
import { Clock, ConfigProvider, Effect, Layer, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import type { BookFileStored } from "#contract/catalogue/Book.ts"
import { UserId } from "#contract/identity/User.ts"
import { Analyses } from "#features/intelligence/Analyses.ts"
import * as IntelligenceJobs from "#features/intelligence/IntelligenceJobs.ts"
import { SummarizeBook, type SummarizeBookTask } from "#features/intelligence/SummarizeBook.ts"
import { backoffMs } from "#jobs/Backoff.ts"
import type { JobRow } from "#jobs/JobRow.ts"
import { Reactions } from "#jobs/Reactions.ts"
import * as Runner from "#jobs/Runner.ts"
import { LlmBusy, LlmError, LlmRefused } from "#platform/LlmError.ts"
import { layerEmbedded } from "../../support/TestDatabase.ts"
import { layerOver, ReadingRoom } from "./ReadingRoom.ts"
import * as Shelf from "./Shelf.ts"

const services = Layer.unwrap(Effect.map(IntelligenceJobs.handlers, Runner.layer)).pipe(
  Layer.provideMerge(layerOver(layerEmbedded)),
  Layer.provide(ConfigProvider.layer(ConfigProvider.fromUnknown({ WORKER_DRAIN_SECONDS: "0" })))
)

const librarian = UserId.make("01900000-0000-7000-8000-0000000000a1")

/** What the catalogue does when a file is stored. */
const stored = (task: SummarizeBookTask) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const reactions = yield* Reactions
    const { bookId, fileId, organizationId } = task
    const event: BookFileStored = {
      _tag: "BookFileStored",
      bookId,
      fileId,
      fileType: "pdf",
      organizationId,
      storedBy: librarian
    }
    yield* sql.withTransaction(reactions.record(event))
  })

/** The book's one job, as soon as it is so. */
const jobWhen = (task: SummarizeBookTask, isSo: (job: JobRow) => boolean) =>
  Shelf.jobsOf(task).pipe(
    Effect.filterOrFail(
      (jobs): jobs is [JobRow] => jobs.length === 1 && jobs.every(isSo),
      () => "not yet" as const
    ),
    Effect.map(([job]) => job),
    Effect.retry(Schedule.spaced("20 millis").pipe(Schedule.upTo({ duration: "20 seconds" })))
  )

const ended = (task: SummarizeBookTask) => jobWhen(task, (job) => job.finishedAt !== null)

const failedOnce = (task: SummarizeBookTask) => jobWhen(task, (job) => job.errors.length > 0)

layer(services, { excludeTestServices: true })("a worker", (it) => {
  it.effect("summarises a book whose file was stored, and completes the job with its summary", () =>
    Effect.gen(function* () {
      const analyses = yield* Analyses
      const book = yield* Shelf.shelve(Shelf.prose(4_000))
      yield* stored(book)
      const job = yield* ended(book)
      assert.deepInclude(job, { state: "completed", kind: "intelligence.summarize-book", progress: 1, attempts: 1 })
      assert.strictEqual(job.createdBy, librarian)
      assert.deepInclude(job.result, { model: "scripted-1" })
      const { summary } = yield* analyses.get(book.organizationId, book.bookId)
      assert.deepInclude(summary, {
        status: "ready",
        text: "This book is about a dragon.",
        promptVersion: "merge-summaries/1",
        jobId: job.id
      })
    })
  )

  it.effect("keeps a book for a model that is away for a quarter of an hour, and stays away as long as it asks", () =>
    Effect.gen(function* () {
      const room = yield* ReadingRoom
      const waits = Array.from({ length: SummarizeBook.maxAttempts - 1 }, (_, at) => backoffMs(at + 1, 0))
      assert.isAtLeast(
        waits.reduce((sum, wait) => sum + wait, 0),
        13 * 60_000
      )
      room.answer = () => Effect.fail(new LlmError({ reason: new LlmBusy({ retryAfterMs: 3_600_000 }) }))
      const book = yield* Shelf.shelve("A dragon sleeps.")
      yield* stored(book)
      const job = yield* failedOnce(book)
      assert.deepInclude(job, { state: "pending", attempts: 1, maxAttempts: 12 })
      const waitMs = job.runAt.getTime() - (yield* Clock.currentTimeMillis)
      assert.isAbove(waitMs, 3_000_000)
    })
  )

  it.effect("puts down at once what will never succeed, and the analysis says why", () =>
    Effect.gen(function* () {
      const analyses = yield* Analyses
      const room = yield* ReadingRoom
      room.answer = () => Effect.fail(new LlmError({ reason: new LlmRefused({ detail: "a filter" }) }))
      const book = yield* Shelf.shelve("A dragon sleeps.")
      yield* stored(book)
      const job = yield* ended(book)
      assert.deepInclude(job, { state: "failed", attempts: 1 })
      const { summary } = yield* analyses.get(book.organizationId, book.bookId)
      assert.deepInclude(summary, {
        status: "failed",
        error: { code: "LLM_REFUSED", message: "The language model refused to answer." }
      })
    })
  )
})
