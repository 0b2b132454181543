import * as NodeServices from "@effect/platform-node/NodeServices"
import { Context, Effect, Layer, Schema, Stream } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient } from "effect/sql"
import type { CurrentUser } from "#contract/Authorization.ts"
import { BookId } from "#contract/catalogue/Book.ts"
import { BookFileId } from "#contract/catalogue/BookFile.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import { Analyses } from "#features/intelligence/Analyses.ts"
import * as IntelligenceJobs from "#features/intelligence/IntelligenceJobs.ts"
import { Summaries } from "#features/intelligence/Summaries.ts"
import { SummarizeBook, type SummarizeBookTask } from "#features/intelligence/SummarizeBook.ts"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import type { Completion } from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { Reactions } from "#jobs/Reactions.ts"
import { Llm } from "#platform/Llm.ts"
import type { LlmError } from "#platform/LlmError.ts"
import type { LlmRequest } from "#platform/LlmRequest.ts"
import { countTokens } from "#platform/llm/TokenEstimate.ts"
import { Prompts } from "#platform/Prompts.ts"
import { Storage } from "#platform/Storage.ts"
import { StorageError } from "#platform/storage/StorageError.ts"
import { TextExtraction } from "#platform/text/TextExtraction.ts"
import type { TextExtractionError } from "#platform/text/TextExtractionError.ts"

/** A model and a shelf of files that do as the test says, and count. */
export class ReadingRoom extends Context.Service<
  ReadingRoom,
  {
    /** What was asked, in order, whatever became of it. */
    readonly asked: Array<LlmRequest>
    /** What the model answers from now on. */
    answer: (request: LlmRequest) => Effect.Effect<string, LlmError>
    model: string
    contextTokens: number
    /** What stands in the files, by file id. A file that is not here is not in the storage. */
    readonly contents: Map<string, string>
    /** What goes wrong with reading files from now on. */
    extractionFailure: TextExtractionError | undefined
    extractions: number
  }
>()("luminalib/test/ReadingRoom") {
  static readonly layer = Layer.sync(ReadingRoom, () => ({
    asked: [],
    answer: politely,
    model: "scripted-1",
    contextTokens: 2000,
    contents: new Map<string, string>(),
    extractionFailure: undefined,
    extractions: 0
  }))
}

/** Says which part it read, or that it wrote the whole. */
export const politely = (request: LlmRequest) => {
  const part = partOf(request)
  return Effect.succeed(part === undefined ? "This book is about a dragon." : `In part ${part} the dragon sleeps.`)
}

/** Of a request about a part of a book: which one. */
export const partOf = (request: LlmRequest): number | undefined => {
  const found = /is part (\d+) of/.exec(request.instructions)?.[1]
  return found === undefined ? undefined : Number(found)
}

const llm = Layer.effect(
  Llm,
  Effect.map(ReadingRoom, (room) =>
    Llm.of({
      get info() {
        const { contextTokens, model } = room
        return { provider: "ollama" as const, model, contextTokens, parameters: { temperature: 0.2, seed: 1 } }
      },
      countTokens,
      generate: (request) =>
        Effect.suspend(() => {
          room.asked.push(request)
          return room.answer(request)
        }).pipe(
          Effect.map((text) => ({
            text,
            model: room.model,
            usage: { inputTokens: 100, outputTokens: 10 },
            costUsd: 0.000_5,
            durationMs: 250,
            finishReason: "stop" as const
          }))
        ),
      generateObject: () => Effect.die("not asked for"),
      stream: () => Stream.die("not asked for"),
      check: Effect.void
    })
  )
)

const encoder = new TextEncoder()

const storage = Layer.effect(
  Storage,
  Effect.map(ReadingRoom, (room) =>
    Storage.of({
      get: (key) =>
        Stream.suspend(() => {
          const content = room.contents.get(key.split("/").at(-1) ?? "")
          return content === undefined ? Stream.fail(StorageError.notFound(key)) : Stream.make(encoder.encode(content))
        }),
      put: () => Effect.die("not asked for"),
      stat: () => Effect.die("not asked for"),
      remove: () => Effect.void,
      list: () => Stream.empty,
      check: Effect.void
    })
  )
)

const extraction = Layer.effect(
  TextExtraction,
  Effect.map(ReadingRoom, (room) =>
    TextExtraction.of({
      extract: (file) =>
        Effect.gen(function* () {
          room.extractions++
          const text = yield* Stream.mkString(Stream.decodeText(file))
          if (room.extractionFailure !== undefined) return yield* room.extractionFailure
          return { text, pages: [{ number: 1, start: 0, end: text.length }], pageCount: 1 }
        })
    })
  )
)

const promptsDirectory = new URL("../../../prompts", import.meta.url).pathname

/** The features over a database, with the reading room in the place of all other machines. */
export const layerOver = <E>(database: Layer.Layer<SqlClient.SqlClient, E>) =>
  Layer.mergeAll(Summaries.layer, Analyses.layer).pipe(
    Layer.provideMerge(Catalogue.layer),
    Layer.provideMerge(Reactions.layer(IntelligenceJobs.reactions)),
    Layer.provideMerge(Ledger.layer),
    Layer.provideMerge(InProcess.layer),
    Layer.provide([llm, storage, extraction]),
    Layer.provide(Prompts.layer(promptsDirectory)),
    Layer.provide(NodeServices.layer),
    Layer.provideMerge(Layer.mergeAll(ReadingRoom.layer, SecureRandom.layerWebCrypto, database))
  )

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
      report: (_progress, phase) => Effect.sync(() => void phases.push(phase))
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

export const someBookId = Effect.map(newId, (id) => BookId.make(id))
