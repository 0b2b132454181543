import { assert, describe, it } from "@effect/vitest"
import { Effect, type FileSystem, Redacted, Schedule, type Scope } from "effect"
import { visitor } from "../support/Library.ts"
import { otlpReceiver, type ReceivedSpan } from "../support/OtlpReceiver.ts"
import { preparedDirectory, startProgram, temporaryDirectory } from "../support/Program.ts"
import { pages } from "../support/Prose.ts"
import { describePostgres } from "../support/Services.ts"
import { acquireMigrated } from "../support/TestDatabase.ts"
import { type Environment, layerTestServices } from "../support/TestServer.ts"

const password = "correct horse battery"
const text = pages(5, 2).join("\n\n")

/** The spans above one, the nearest first. */
const above = (spans: ReadonlyArray<ReceivedSpan>, { parentSpanId }: ReceivedSpan): ReadonlyArray<ReceivedSpan> => {
  const parent = spans.find(({ spanId }) => spanId === parentSpanId)
  return parent === undefined ? [] : [parent, ...above(spans, parent)]
}

const request = "POST /api/v1/books"
const job = "job intelligence.summarize-book"
/** What comes last of all that the upload causes. */
const last = "job intelligence.suggest-tags"

/** Uploads a book, waits for its summary, and looks at what the processes told the collector of traces. */
const story = (start: (env: Environment) => Effect.Effect<string, unknown, FileSystem.FileSystem | Scope.Scope>) =>
  Effect.gen(function* () {
    const receiver = yield* otlpReceiver
    const librarian = yield* visitor(yield* start(receiver.env))
    yield* librarian.signUp("ada@example.org")
    const book = yield* librarian.upload("Letters", { name: "letters.txt", bytes: text })
    yield* librarian.summaryOf(book.id)
    const { items } = yield* librarian.api.jobs.list({
      query: { limit: 10, relatedId: book.id, type: "intelligence.summarize-book" }
    })
    const traceId = items[0]?.traceId

    const spans = yield* Effect.map(receiver.spans, (all) => all.filter((span) => span.traceId === traceId)).pipe(
      Effect.filterOrFail((mine) => [request, job, last].every((name) => mine.some((span) => span.name === name))),
      // What is above a span ends after it, and is told later.
      Effect.filterOrFail((mine) => mine.every((span) => span.name === request || above(mine, span).length > 0)),
      Effect.retry(Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "20 seconds" })))
    )
    const namesAbove = (span: ReceivedSpan) => above(spans, span).map(({ name }) => name)
    /** The one span with the name, of all or of those below another. */
    const only = (name: string, under?: string) => {
      const [found, ...others] = spans.filter(
        (span) => span.name === name && (under === undefined || namesAbove(span).includes(under))
      )
      assert.isEmpty(others, name)
      assert(found !== undefined, name)
      return found
    }

    // One tree, whose root is the request, below the caller's span: all hangs below it, the job and what it does included.
    assert.isEmpty(above(spans, only(request)))
    for (const span of spans) if (span.name !== request) assert.include(namesAbove(span), request, span.name)
    assert.deepStrictEqual(namesAbove(only(job)).slice(0, 2), ["wait intelligence.summarize-book", "Ledger.enqueue"])
    for (const name of ["Llm.generate", "SummarizeBook.run"]) only(name, job)
    // The file is read once, by the job that comes first of those that want its text.
    assert.match(namesAbove(only("Storage.get")).join(), /job intelligence\.(summarize|index)-book/u)
    const statements = spans.filter((span) => "db.query.text" in span.attributes)
    assert.isAbove(statements.filter((span) => namesAbove(span).includes(job)).length, 3)
    assert.isNotEmpty(statements.filter((span) => namesAbove(span)[0] === "Ledger.enqueue"))

    // It waited from when it was asked for until the attempt began.
    const waiting = only("wait intelligence.summarize-book")
    assert.isAtLeast(Number(waiting.end - waiting.start), 0)
    assert.isAtLeast(Number(only(job).start - waiting.end), -1_000_000)

    // Said in the words that others' tools understand.
    const id = items[0]?.id
    const [, asked] = above(spans, only(job))
    assert.deepInclude(asked, { name: "Ledger.enqueue", kind: "producer" })
    assert.deepInclude(asked?.attributes, {
      "messaging.operation.type": "send",
      "messaging.destination.name": "llm",
      "messaging.message.id": id
    })
    assert.deepInclude(only(job), { kind: "consumer" })
    assert.deepInclude(only(job).attributes, {
      "messaging.system": "luminalib",
      "messaging.operation.type": "process",
      "messaging.message.id": id,
      "luminalib.job.attempt": 1
    })
    const answer = only("Llm.generate").attributes
    assert.deepInclude(answer, {
      "gen_ai.operation.name": "chat",
      "gen_ai.provider.name": "extractive",
      "gen_ai.request.model": "lexrank-mmr"
    })
    assert.isAbove(Number(answer["gen_ai.usage.input_tokens"]), 100)
    assert.isAbove(Number(answer["gen_ai.usage.output_tokens"]), 10)
    assert.strictEqual(only("Storage.put").attributes["luminalib.storage.bytes"], Buffer.byteLength(text))
    assert.strictEqual(only(request).attributes["http.route"], "/api/v1/books")

    // No parameter of a statement, nothing of a document and no password is in any trace; nor is there one of mere polling.
    const all = yield* receiver.spans
    const said = JSON.stringify(all.map(({ attributes, name }) => [name, attributes]))
    for (const secret of [password, "ada@example.org", "Ann Author", text.slice(0, 30)]) assert.notInclude(said, secret)
    assert.notMatch(said, /"(GET \/api\/(health|ready)|GET \/metrics)"/)
    return { all, statements }
  }).pipe(Effect.scoped, Effect.provide(layerTestServices))

describe("the trace of an upload", () => {
  it.live(
    "is one tree, from the request to the model that reads the book",
    () =>
      story((env) =>
        Effect.gen(function* () {
          const program = yield* startProgram({ DATA_DIR: yield* preparedDirectory, ...env })
          return yield* program.baseUrl
        })
      ),
    60_000
  )

  describePostgres("PostgreSQL", () => {
    it.live(
      "is the same tree where another process does the work",
      () =>
        Effect.gen(function* () {
          const database = yield* acquireMigrated
          const url = Redacted.value(database)
          const { statements } = yield* story((env) =>
            Effect.gen(function* () {
              const shared = {
                DATABASE_URL: url,
                JWT_SECRET_KEY: "a secret of this test that is long enough",
                LOCAL_STORAGE_PATH: yield* temporaryDirectory,
                ...env
              }
              yield* startProgram(shared, "work")
              const server = yield* startProgram(shared, "serve")
              return yield* server.baseUrl
            })
          )
          const { hostname, pathname } = new URL(url)
          for (const { attributes } of statements)
            assert.deepInclude(attributes, {
              "db.system.name": "postgresql",
              "server.address": hostname,
              "db.namespace": pathname.slice(1)
            })
        }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
      60_000
    )
  })
})
