import { assert, describe, it } from "@effect/vitest"
import { Effect, type Scope } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { visitor } from "../support/Library.ts"
import { pdfBook, pdfScan } from "../support/Pdf.ts"
import { preparedDirectory } from "../support/Program.ts"
import { pages } from "../support/Prose.ts"
import { describePostgres, describeRedis } from "../support/Services.ts"
import { type Environment, layerTestServices, startServer } from "../support/TestServer.ts"
import { embedded, institution } from "./StoryEnvironments.ts"

const story = (environment: Effect.Effect<Environment, unknown, Scope.Scope>, length: number) =>
  Effect.gen(function* () {
    const { baseUrl } = yield* startServer(yield* environment)
    const librarian = yield* visitor(baseUrl)
    const { api } = librarian

    // The first account of an installation looks after it.
    const session = yield* librarian.signUp("ada@example.org")
    assert.deepStrictEqual([session.user.role, session.user.email], ["admin", "ada@example.org"])

    // A book of many pages and a plain text are taken at once, and read later.
    const harbour = yield* Effect.promise(() => pdfBook(pages(length), { title: "The Harbour" }))
    const pdf = yield* librarian.upload("The Harbour", { name: "harbour.pdf", bytes: harbour })
    const txt = yield* librarian.upload("Letters", { name: "letters.txt", bytes: pages(5, 2).join("\n\n") })
    assert.deepStrictEqual([pdf.file?.type, pdf.file?.size, pdf.summary], ["pdf", harbour.byteLength, null])

    const summary = yield* librarian.summaryOf(pdf.id)
    yield* librarian.summaryOf(txt.id)
    assert.isAbove(summary.text?.split(" ").length ?? 0, 50)
    assert.deepStrictEqual([summary.provider, summary.model], ["extractive", "lexrank-mmr"])

    // The book itself shows its summary now, and is found by words of it.
    const { body: read } = yield* api.books.get({ params: { id: pdf.id } })
    assert.strictEqual(read.summary, summary.text)
    const found = yield* api.books.list({ query: { q: "harb", limit: 10, facets: false } })
    assert.deepStrictEqual(
      found.items.map((book) => book.id),
      [pdf.id]
    )

    // The work can be followed, and belongs to the trace of the upload.
    const jobs = yield* api.jobs.list({
      query: { limit: 10, relatedId: pdf.id, type: "intelligence.summarize-book" }
    })
    assert.deepStrictEqual(
      jobs.items.map(({ progress, status, type }) => ({ type, status, progress })),
      [{ type: "intelligence.summarize-book", status: "completed", progress: 1 }]
    )
    assert.match(jobs.items[0]?.traceId ?? "", /^[0-9a-f]{32}$/)

    // Asking for what is there already costs nothing.
    assert.isNull((yield* api.intelligence.summarize({ headers: {}, params: { id: pdf.id } })).jobId)

    // A part of the file comes back as it went in.
    const part = yield* HttpClient.execute(
      HttpClientRequest.get(`${baseUrl}/api/v1/books/${pdf.id}/file`).pipe(
        HttpClientRequest.bearerToken(session.accessToken),
        HttpClientRequest.setHeader("range", "bytes=100-299")
      )
    )
    assert.strictEqual(part.status, 206)
    assert.deepStrictEqual(new Uint8Array(yield* part.arrayBuffer), harbour.slice(100, 300))

    // A scan has pictures of pages, and no text: the library says so instead of making something up.
    const scan = yield* Effect.promise(() => pdfScan(3))
    const pictures = yield* librarian.upload("Pictures", { name: "scan.pdf", bytes: scan })
    const unread = yield* librarian.analysisIn(pictures.id, "needs_ocr", "failed", "ready")
    assert.deepStrictEqual([unread.summary.status, unread.summary.error?.code], ["needs_ocr", "NEEDS_OCR"])

    // Another library on the same installation sees nothing of all this.
    const stranger = yield* visitor(baseUrl)
    yield* stranger.signUp("eve@example.org", "Elsewhere")
    const missing = yield* Effect.flip(stranger.api.books.get({ params: { id: pdf.id } }))
    assert.strictEqual(missing._tag, "BookNotFound")
    assert.strictEqual((yield* stranger.api.books.list({ query: { limit: 10, facets: false } })).total, 0)
    assert.strictEqual((yield* stranger.api.jobs.list({ query: { limit: 10 } })).total, 0)
  }).pipe(Effect.scoped, Effect.provide(layerTestServices))

describe("from sign-up to summary", () => {
  it.live("on a machine with nothing installed", () => story(embedded, 300), 60_000)

  describePostgres("PostgreSQL", () => {
    describeRedis("Redis", () => {
      it.live("on PostgreSQL, Redis and S3", () => story(institution, 40), 60_000)
    })
  })

  it.live(
    "a restart loses nothing: accounts, sessions, books and summaries are there",
    () =>
      Effect.gen(function* () {
        const environment = { DATA_DIR: yield* preparedDirectory }
        const first = yield* Effect.scoped(
          Effect.gen(function* () {
            const { baseUrl } = yield* startServer(environment)
            const librarian = yield* visitor(baseUrl)
            const session = yield* librarian.signUp("ada@example.org")
            const book = yield* librarian.upload("Letters", { name: "a.txt", bytes: pages(3).join("\n\n") })
            return { session, book, summary: yield* librarian.summaryOf(book.id) }
          })
        )
        const { baseUrl } = yield* startServer(environment)
        const again = yield* visitor(baseUrl)
        yield* again.actAs(first.session.accessToken)
        assert.deepStrictEqual((yield* again.summaryOf(first.book.id)).text, first.summary.text)
      }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
    60_000
  )
})
