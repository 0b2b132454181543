import { Effect, Schema } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient } from "effect/sql"
import type { CurrentUser } from "#contract/Authorization.ts"
import { BookId } from "#contract/catalogue/Book.ts"
import { BookFileId } from "#contract/catalogue/BookFile.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import * as IntelligenceJobs from "#features/intelligence/IntelligenceJobs.ts"
import { SummarizeBook, type SummarizeBookTask } from "#features/intelligence/SummarizeBook.ts"
import type { Completion } from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { ReadingRoom } from "./ReadingRoom.ts"

const newId = Effect.flatMap(SecureRandom.SecureRandom, (random) => random.uuidV7())

/** A library of its own, with a member of its staff. */
export const library = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const organizationId = OrganizationId.make(yield* newId)
  yield* sql`INSERT INTO organizations (id, name) VALUES (${organizationId}, ${organizationId})`
  const librarian: CurrentUser["Service"] = {
    id: UserId.make(yield* newId),
    organizationId,
    role: "librarian",
    sessionId: yield* newId
  }
  return { organizationId, librarian }
})

/** A file of the book on the shelf, in the place of the one it had. */
export const giveFile = (organizationId: OrganizationId, bookId: BookId, content: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const room = yield* ReadingRoom
    const fileId = BookFileId.make(yield* newId)
    const hash = fileId.replaceAll("-", "").padEnd(64, "0")
    yield* sql.withTransaction(
      Effect.gen(function* () {
        yield* sql`DELETE FROM book_files WHERE organization_id = ${organizationId} AND book_id = ${bookId}`
        yield* sql`
          INSERT INTO book_files (id, organization_id, book_id, name, type, size, sha256)
          VALUES (${fileId}, ${organizationId}, ${bookId}, 'dragon.txt', 'txt', ${content.length}, ${hash})`
        yield* sql`UPDATE books SET file_id = ${fileId}, summary = NULL WHERE id = ${bookId}`
      })
    )
    room.contents.set(fileId, content)
    const task: SummarizeBookTask = { organizationId, bookId, fileId }
    return task
  })

/** A book without a file. */
export const addBook = (organizationId: OrganizationId) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const bookId = BookId.make(yield* newId)
    yield* sql`
      INSERT INTO books (id, organization_id, title, author)
      VALUES (${bookId}, ${organizationId}, 'The Dragon', 'A. Writer')`
    return bookId
  })

/** A library with one book of this text. */
export const shelve = (content: string) =>
  Effect.gen(function* () {
    const { librarian, organizationId } = yield* library
    const bookId = yield* addBook(organizationId)
    return { librarian, ...(yield* giveFile(organizationId, bookId, content)) }
  })

/** One attempt at the job, as a worker makes it, without the ledger. */
export const attempt = (task: SummarizeBookTask, phases: Array<string> = []) =>
  Effect.gen(function* () {
    const { bookId, fileId, organizationId } = task
    const [handler] = yield* IntelligenceJobs.handlers
    if (handler === undefined) return yield* Effect.die("no handler")
    return yield* handler.run({
      jobId: yield* newId,
      organizationId,
      payload: { organizationId, bookId, fileId },
      attempt: 1,
      report: (_progress, phase) => Effect.sync(() => void phases.push(phase)),
      children: Effect.succeed([])
    })
  })

/** What the worker does with a finished attempt. */
export const complete = ({ commit = Effect.void }: Completion) =>
  Effect.flatMap(SqlClient.SqlClient, (sql) => sql.withTransaction(commit))

export const summarize = (task: SummarizeBookTask) => Effect.tap(attempt(task), complete)

const Count = Schema.Struct({ parts: Schema.Int, texts: Schema.Int, summaries: Schema.Int })

/** What is kept of a library's books. */
export const kept = (organizationId: OrganizationId) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const [row] = yield* sql`
      SELECT (SELECT count(*)::int FROM summary_parts WHERE organization_id = ${organizationId}) AS parts,
        (SELECT count(*)::int FROM book_texts WHERE organization_id = ${organizationId}) AS texts,
        (SELECT count(*)::int FROM book_summaries WHERE organization_id = ${organizationId}) AS summaries`
    return yield* Schema.decodeUnknownEffect(Count)(row)
  })

/** The book's summary job that the ledger has, newest first. */
export const jobsOf = ({ bookId, organizationId }: SummarizeBookTask) =>
  Effect.flatMap(Ledger, (ledger) =>
    ledger.list({ organizationId, relatedId: bookId, kind: SummarizeBook.kind, limit: 10 })
  )

/** About so many tokens of prose. */
export const prose = (tokens: number) => {
  const sentence = "The dragon sleeps on the hill and dreams of gold. "
  return Array.from({ length: Math.ceil((tokens * 3) / sentence.length) }, (_, index) =>
    index % 10 === 9 ? `${sentence.trim()} ${index}\n\n` : sentence
  )
    .join("")
    .trim()
}

/** The summary that is shown with the book. */
export const summaryOf = ({ bookId, organizationId }: SummarizeBookTask) =>
  Effect.flatMap(Catalogue, (catalogue) => Effect.map(catalogue.get(organizationId, bookId), (book) => book.summary))

/** Long enough for ten parts or more. */
export const longBook = prose(10_500)
