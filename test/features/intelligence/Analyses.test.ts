import { assert, layer } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import { SqlClient } from "effect/sql"
import { Analysis } from "#contract/intelligence/Analysis.ts"
import { Analyses } from "#features/intelligence/Analyses.ts"
import * as IntelligenceJobs from "#features/intelligence/IntelligenceJobs.ts"
import { Summaries } from "#features/intelligence/Summaries.ts"
import type { SummarizeBookTask } from "#features/intelligence/SummarizeBook.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { layerEmbedded } from "../../support/TestDatabase.ts"
import { layerOver, ReadingRoom } from "./ReadingRoom.ts"
import * as Shelf from "./Shelf.ts"

const analysisOf = ({ bookId, organizationId }: SummarizeBookTask) =>
  Effect.flatMap(Analyses, (analyses) => analyses.get(organizationId, bookId))

const summaryOf = (task: SummarizeBookTask) => Effect.map(analysisOf(task), ({ summary }) => summary)

/** A book whose summary was asked for. */
const asked = Effect.gen(function* () {
  const summaries = yield* Summaries
  const book = yield* Shelf.shelve("A dragon sleeps.")
  const { jobId } = yield* summaries.request(book.librarian, book.bookId)
  return { ...book, jobId: jobId ?? "" }
})

/** What a worker writes of the job. */
const becomes = (
  jobId: string,
  state: "running" | "completed" | "failed" | "pending",
  ...codes: ReadonlyArray<string>
) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const errors = codes.map((code, index) => ({
      code,
      message: `Because of ${code}.`,
      attempt: index + 1,
      at: "2026-03-04T05:06:07.089Z"
    }))
    yield* sql`
      UPDATE jobs SET state = ${state}, errors = ${JSON.stringify(errors)}::jsonb,
        lease_until = CASE WHEN ${state}::text = 'running' THEN now() + interval '1 minute' END,
        finished_at = CASE WHEN ${state}::text IN ('completed', 'failed') THEN clock_timestamp() END
      WHERE id = ${jobId}`
  })

layer(layerOver(layerEmbedded), { excludeTestServices: true })("the analysis of a book", (it) => {
  it.effect("has no summary where there is no file, and nothing of reviews yet", () =>
    Effect.gen(function* () {
      const { organizationId } = yield* Shelf.library
      const bookId = yield* Shelf.addBook(organizationId)
      const analyses = yield* Analyses
      const analysis = yield* analyses.get(organizationId, bookId)
      assert.strictEqual(analysis.summary.status, "none")
      assert.strictEqual(analysis.consensus.status, "none")
      assert.deepStrictEqual(analysis.rating, { average: null, count: 0 })
      assert.deepStrictEqual(analysis.sentiment.distribution, { positive: 0, neutral: 0, negative: 0 })
      yield* Schema.encodeEffect(Schema.toCodecJson(Analysis))(analysis)
    })
  )

  it.effect("is pending while the job waits, runs, or waits for another try", () =>
    Effect.gen(function* () {
      const book = yield* asked
      assert.deepInclude(yield* summaryOf(book), { status: "pending", jobId: book.jobId, text: null })
      yield* becomes(book.jobId, "running")
      const running = yield* summaryOf(book)
      assert.strictEqual(running.status, "pending")
      assert.isUndefined(running.error)
      yield* becomes(book.jobId, "pending", "LLM_BUSY", "LLM_DOWN")
      const again = yield* summaryOf(book)
      assert.strictEqual(again.status, "pending")
      assert.deepStrictEqual(again.error, { code: "LLM_DOWN", message: "Because of LLM_DOWN." })
    })
  )

  it.effect("names which job it is told from, so that this one is not removed as an old one", () =>
    Effect.gen(function* () {
      const stillShown = yield* IntelligenceJobs.stillShown
      const first = yield* asked
      yield* becomes(first.jobId, "failed", "LLM_DOWN")
      const summaries = yield* Summaries
      const { jobId } = yield* summaries.request(first.librarian, first.bookId)
      const second = jobId ?? ""
      yield* becomes(second, "failed", "NEEDS_OCR")
      const other = yield* asked
      yield* becomes(other.jobId, "completed")
      const all = [first.jobId, second, other.jobId]
      assert.deepStrictEqual((yield* stillShown(all)).toSorted(), [second, other.jobId].toSorted())
      assert.deepStrictEqual(yield* stillShown([first.jobId]), [])
      assert.strictEqual((yield* summaryOf(first)).jobId, second)

      // With another file, nothing of the one before is shown.
      yield* Shelf.giveFile(first.organizationId, first.bookId, "A dragon wakes.")
      assert.deepStrictEqual(yield* stillShown(all), [other.jobId])
    })
  )

  it.effect("is ready as soon as the summary is stored, and says what made it", () =>
    Effect.gen(function* () {
      const book = yield* asked
      yield* Shelf.summarize(book)
      yield* becomes(book.jobId, "completed", "LLM_DOWN")
      const summary = yield* summaryOf(book)
      assert.deepInclude(summary, {
        status: "ready",
        text: "This book is about a dragon.",
        provider: "ollama",
        model: "scripted-1",
        promptVersion: "summarize-book/1",
        inputTokens: 100,
        outputTokens: 10,
        durationMs: 250,
        jobId: book.jobId
      })
      assert.isNotNull(summary.generatedAt)
      assert.isUndefined(summary.error)
    })
  )

  it.effect("tells apart what failed and what needs its pictures read", () =>
    Effect.gen(function* () {
      const book = yield* asked
      yield* becomes(book.jobId, "failed", "LLM_DOWN", "PDF_ENCRYPTED")
      assert.deepInclude(yield* summaryOf(book), {
        status: "failed",
        error: { code: "PDF_ENCRYPTED", message: "Because of PDF_ENCRYPTED." }
      })
      yield* becomes(book.jobId, "failed", "NEEDS_OCR")
      assert.deepInclude(yield* summaryOf(book), {
        status: "needs_ocr",
        error: { code: "NEEDS_OCR", message: "Because of NEEDS_OCR." }
      })
    })
  )

  it.effect("has failed when its job was cancelled", () =>
    Effect.gen(function* () {
      const ledger = yield* Ledger
      const book = yield* asked
      assert.isTrue(Option.isSome(yield* ledger.cancel(book.organizationId, book.jobId)))
      const summary = yield* summaryOf(book)
      assert.strictEqual(summary.status, "failed")
      assert.strictEqual(summary.error?.code, "JOB_CANCELLED")
    })
  )

  it.effect("is pending again when a failed job is retried, also after a later one failed", () =>
    Effect.gen(function* () {
      const ledger = yield* Ledger
      const summaries = yield* Summaries
      const book = yield* asked
      yield* becomes(book.jobId, "failed", "LLM_DOWN")
      const later = yield* summaries.request(book.librarian, book.bookId)
      assert.notStrictEqual(later.jobId, book.jobId)
      yield* becomes(later.jobId ?? "", "failed", "LLM_REFUSED")
      assert.deepInclude(yield* summaryOf(book), { status: "failed", jobId: later.jobId })
      yield* ledger.retry(book.organizationId, book.jobId)
      assert.deepInclude(yield* summaryOf(book), { status: "pending", jobId: book.jobId })
    })
  )

  it.effect("stays ready when making it anew fails", () =>
    Effect.gen(function* () {
      const room = yield* ReadingRoom
      const summaries = yield* Summaries
      const book = yield* asked
      yield* Shelf.summarize(book)
      yield* becomes(book.jobId, "completed")
      room.model = "scripted-2"
      const { jobId } = yield* summaries.request(book.librarian, book.bookId)
      room.model = "scripted-1"
      assert.deepInclude(yield* summaryOf(book), { status: "pending", text: "This book is about a dragon." })
      yield* becomes(jobId ?? "", "failed", "LLM_REFUSED")
      const summary = yield* summaryOf(book)
      assert.deepInclude(summary, { status: "ready", text: "This book is about a dragon." })
      assert.strictEqual(summary.error?.code, "LLM_REFUSED")
    })
  )

  it.effect("begins anew with another file", () =>
    Effect.gen(function* () {
      const book = yield* asked
      yield* becomes(book.jobId, "failed", "PDF_INVALID")
      yield* Shelf.giveFile(book.organizationId, book.bookId, "A knight comes.")
      assert.deepInclude(yield* summaryOf(book), { status: "none", jobId: null, text: null })
    })
  )

  it.effect("is not shown to another library", () =>
    Effect.gen(function* () {
      const analyses = yield* Analyses
      const book = yield* asked
      const elsewhere = yield* Shelf.library
      const refusal = yield* Effect.flip(analyses.get(elsewhere.organizationId, book.bookId))
      assert.strictEqual(refusal.code, "BOOK_NOT_FOUND")
    })
  )
})
