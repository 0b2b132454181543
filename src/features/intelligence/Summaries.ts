import { Context, Effect, Layer, Option } from "effect"
import { Digest } from "effect/crypto"
import type { SqlError } from "effect/sql"
import { type CurrentUser, Forbidden } from "#contract/Authorization.ts"
import type { Book, BookId, BookNotFound } from "#contract/catalogue/Book.ts"
import { BookFileNotFound } from "#contract/catalogue/BookFile.ts"
import { includes } from "#contract/identity/Role.ts"
import { BookSummarized } from "#contract/intelligence/Analysis.ts"
import { JobId } from "#contract/jobs/Job.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import { type Remember, rememberNothing } from "#features/idempotency/Remember.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { Reactions } from "#jobs/Reactions.ts"
import { Llm } from "#platform/Llm.ts"
import type { LlmError } from "#platform/LlmError.ts"
import { Prompts } from "#platform/Prompts.ts"
import type { StorageError } from "#platform/storage/StorageError.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import type { TextExtractionError } from "#platform/text/TextExtractionError.ts"
import { BookTexts } from "./BookTexts.ts"
import { FileGone } from "./FileGone.ts"
import { dependencies } from "./Fingerprint.ts"
import { summarizeBook, type SummarizeBookTask } from "./SummarizeBook.ts"
import { type NewSummary, SummaryRepo } from "./SummaryRepo.ts"
import { type Report, SummaryWriter, type Written } from "./SummaryWriter.ts"

/** A summary that is written but not yet stored. */
export interface MadeSummary {
  readonly task: SummarizeBookTask
  readonly text: string
  readonly parts: number
  readonly origin: NewSummary
}

/** The job that makes a summary; null where there is nothing to make. */
export interface RequestedSummary {
  readonly jobId: JobId | null
}

/** Why a summary could not be made. */
export type SummaryFailure = LlmError | StorageError | TextExtractionError | SqlError.SqlError

/** Summaries of books, written from their files by the model of this installation. */
export class Summaries extends Context.Service<
  Summaries,
  {
    /**
     * Reads the file and writes its summary. None where there is nothing to do: the summary is current, or the file is not
     * the book's any more. What an earlier attempt read and was answered is used again.
     */
    readonly make: (
      task: SummarizeBookTask,
      report: Report
    ) => Effect.Effect<Option.Option<MadeSummary>, SummaryFailure>
    /**
     * Joins the caller's transaction, and records `BookSummarized` in it. Does nothing where the book has another file by
     * now.
     */
    readonly store: (made: MadeSummary) => Effect.Effect<void, SqlError.SqlError>
    /**
     * Asks for a summary made by the current model and prompts: gives the job that makes it, or null where there is such
     * a summary. `remember` is called in the transaction that writes the job, and not at all where there is none. For
     * staff.
     */
    readonly request: (
      actor: CurrentUser["Service"],
      bookId: BookId,
      remember?: Remember<RequestedSummary>
    ) => Effect.Effect<RequestedSummary, BookNotFound | BookFileNotFound | Forbidden>
  }
>()("luminalib/features/intelligence/Summaries") {
  static readonly layerNoDeps = Layer.effect(
    Summaries,
    Effect.gen(function* () {
      const catalogue = yield* Catalogue
      const ledger = yield* Ledger
      const llm = yield* Llm
      const reactions = yield* Reactions
      const repo = yield* SummaryRepo
      const texts = yield* BookTexts
      const writer = yield* SummaryWriter
      const wall = yield* TenantWall
      const fingerprintOf = yield* fingerprints

      const isCurrent = Effect.fnUntraced(function* (task: SummarizeBookTask, fingerprint: string) {
        const stored = yield* Effect.catchTag(repo.find(task), "SchemaError", Effect.die)
        return Option.exists(stored, (row) => row.fileId === task.fileId && row.fingerprint === fingerprint)
      })

      /** The book, while the file is its file. */
      const bookOf = Effect.fnUntraced(function* ({ bookId, fileId, organizationId }: SummarizeBookTask) {
        const book = yield* Effect.catchTag(catalogue.get(organizationId, bookId), "BookNotFound", () =>
          Effect.fail(new FileGone())
        )
        if (book.file?.id !== fileId) return yield* new FileGone()
        return { ...book, file: book.file }
      })

      const write = Effect.fnUntraced(function* (task: SummarizeBookTask, book: WithFile, report: Report) {
        yield* report(0.02, "extracting")
        const read = yield* texts.read(task.organizationId, book.file).pipe(
          // A book that is removed loses its row before its object.
          Effect.tapError(() => bookOf(task))
        )
        const language = book.language ?? read.language ?? undefined
        const { author, title } = book
        const toRead = { ...task, contentHash: book.file.sha256, title, author, language, text: read.text }
        return yield* writer.write(toRead, report)
      })

      return Summaries.of({
        make: Effect.fn("Summaries.make")(
          function* (task, report) {
            const book = yield* bookOf(task)
            const fingerprint = yield* fingerprintOf(book.file.sha256)
            if (yield* isCurrent(task, fingerprint)) return Option.none()
            const written = yield* write(task, book, report)
            const origin = originOf(task, written, { contentHash: book.file.sha256, fingerprint, ...llm.info })
            return Option.some({ task, text: written.text, parts: written.parts, origin })
          },
          Effect.catchTag("FileGone", () => Effect.succeedNone)
        ),
        store: Effect.fn("Summaries.store")(function* ({ origin, task, text }) {
          const stored = yield* catalogue.setSummary(task.organizationId, task.bookId, task.fileId, text)
          if (!stored) return
          yield* Effect.catchTag(repo.replace(origin), "SchemaError", Effect.die)
          yield* reactions.record(BookSummarized.make(task))
        }),
        request: Effect.fn("Summaries.request")(
          function* (actor, bookId, remember = rememberNothing) {
            if (!includes(actor.role, "librarian")) return yield* new Forbidden({ requiredRole: "librarian" })
            const { organizationId } = actor
            const { file } = yield* catalogue.get(organizationId, bookId)
            if (file === null) return yield* new BookFileNotFound({})
            const task = { organizationId, bookId, fileId: file.id }
            if (yield* isCurrent(task, yield* fingerprintOf(file.sha256))) return { jobId: null }
            const enqueued = Effect.map(ledger.enqueue(summarizeBook(task, { createdBy: actor.id })), (id) => ({
              jobId: JobId.make(id)
            }))
            return yield* wall.within(organizationId, Effect.tap(enqueued, remember))
          },
          Effect.catchTag("SqlError", Effect.die)
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide([SummaryRepo.layer, SummaryWriter.layer, BookTexts.layer, Digest.layerWebCrypto])
  )
}

type WithFile = Book & { readonly file: NonNullable<Book["file"]> }

/** The fingerprint of a summary of a content, as the model and the prompts are now. */
const fingerprints = Effect.gen(function* () {
  const digest = yield* Digest.Digest
  const llm = yield* Llm
  const prompts = yield* Prompts
  const used = yield* Effect.forEach(["summarize-book", "summarize-part", "merge-summaries"], (id) => prompts.get(id))
  return (contentHash: string) => {
    const { contextTokens, parameters, ...model } = llm.info
    // How much a model reads at once decides what a long book is divided into, and with that what its summary says.
    const made = { ...model, parameters: { ...parameters, contextTokens } }
    return digest.digestHex(Digest.sha256, new TextEncoder().encode(dependencies(used, made, contentHash)))
  }
})

const originOf = (
  { bookId, fileId, organizationId }: SummarizeBookTask,
  { prompt, spent }: Written,
  made: Pick<NewSummary, "contentHash" | "fingerprint" | "provider" | "model" | "parameters">
): NewSummary => ({
  organizationId,
  bookId,
  fileId,
  contentHash: made.contentHash,
  promptId: prompt.id,
  promptVersion: prompt.version,
  provider: made.provider,
  model: made.model,
  parameters: made.parameters,
  fingerprint: made.fingerprint,
  ...spent
})
