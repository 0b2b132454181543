import { assert, layer } from "@effect/vitest"
import { Context, Effect, Layer, Schedule, Schema } from "effect"
import { HttpClient, HttpClientRequest, type HttpMethod } from "effect/http"
import type { BookId } from "#contract/catalogue/Book.ts"
import { visitor } from "../support/Library.ts"
import * as Pdf from "../support/Pdf.ts"
import { png } from "../support/Pictures.ts"
import { describePostgres, describeRedis } from "../support/Services.ts"
import { type Environment, layerTestServices, startServer } from "../support/TestServer.ts"
import { embedded, institution } from "./StoryEnvironments.ts"

/** A library with a librarian and a reader in it, open to whoever calls. */
class Town extends Context.Service<
  Town,
  {
    readonly baseUrl: string
    readonly librarian: Effect.Success<ReturnType<typeof visitor>>
    readonly librarianToken: string
    readonly reader: Effect.Success<ReturnType<typeof visitor>>
    readonly readerToken: string
  }
>()("test/Town") {}

const layerTown = <E, R>(environment: Effect.Effect<Environment, E, R>) =>
  Layer.effect(
    Town,
    Effect.gen(function* () {
      const { baseUrl } = yield* startServer(yield* environment)
      const [librarian, reader] = [yield* visitor(baseUrl), yield* visitor(baseUrl)]
      const { accessToken: librarianToken } = yield* librarian.signUp("ada@example.org")
      const { accessToken: readerToken } = yield* reader.signUp("rob@example.org")
      return Town.of({ baseUrl, librarian, librarianToken, reader, readerToken })
    })
  ).pipe(Layer.provideMerge(layerTestServices))

const call = Effect.fnUntraced(function* (
  method: HttpMethod.HttpMethod,
  path: string,
  options: { readonly headers?: Record<string, string>; readonly token?: string; readonly body?: FormData } = {}
) {
  const { baseUrl, readerToken } = yield* Town
  return yield* HttpClient.execute(
    HttpClientRequest.make(method)(`${baseUrl}/api/v1${path}`).pipe(
      HttpClientRequest.bearerToken(options.token ?? readerToken),
      options.body === undefined ? (request) => request : HttpClientRequest.bodyFormData(options.body),
      HttpClientRequest.setHeaders(options.headers ?? {})
    )
  )
})

const formWith = (bytes: Uint8Array<ArrayBuffer>, name: string) => {
  const form = new FormData()
  form.append("file", new Blob([bytes]), name)
  return form
}

/** The book, as soon as the first page of its file is its cover. */
const onceDrawn = (id: BookId) =>
  Effect.flatMap(Town, ({ reader }) =>
    reader.api.books.get({ params: { id } }).pipe(
      Effect.map(({ body }) => body),
      Effect.filterOrFail(
        ({ cover }) => cover !== null,
        () => "no cover yet"
      ),
      Effect.retry(Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "40 seconds" })))
    )
  )

const story = <E>(name: string, town: Layer.Layer<Town | HttpClient.HttpClient, E>) =>
  layer(town, { excludeTestServices: true, timeout: "90 seconds" })(`covers and places in books, ${name}`, (it) => {
    it.effect("a book shows its first page, then what the librarian chose, and is kept by whoever saw it", () =>
      Effect.gen(function* () {
        const { librarian, librarianToken } = yield* Town
        const pdf = yield* Effect.promise(() => Pdf.pdfBook(["The Left Hand of Darkness"]))
        const { id } = yield* librarian.upload("The Left Hand of Darkness", { name: "left.pdf", bytes: pdf })
        const drawn = yield* onceDrawn(id)
        assert.deepInclude(drawn.cover, { contentType: "image/webp", width: 480, source: "page" })
        const path = `/books/${id}/cover`
        const page = yield* call("GET", `${path}?v=${drawn.cover?.version ?? ""}`)
        assert.deepStrictEqual([page.status, page.headers["content-type"]], [200, "image/webp"])

        const chosen = yield* call("PUT", path, { token: librarianToken, body: formWith(png(300, 450), "a.png") })
        assert.strictEqual(chosen.status, 200)
        const shown = yield* call("GET", path)
        assert.deepInclude(shown.headers, {
          "content-type": "image/png",
          "content-length": `${png(300, 450).length}`,
          "content-disposition": "inline",
          "cache-control": "private, max-age=86400",
          "x-content-type-options": "nosniff",
          "content-security-policy": "sandbox; default-src 'none'"
        })
        assert.deepStrictEqual(new Uint8Array(yield* shown.arrayBuffer), png(300, 450))
        const etag = shown.headers["etag"] ?? assert.fail("no ETag")
        assert.notStrictEqual(etag, page.headers["etag"])
        const same = yield* call("GET", path, { headers: { "if-none-match": etag } })
        assert.deepStrictEqual([same.status, same.headers["etag"], yield* same.text], [304, etag, ""])
        assert.strictEqual((yield* call("GET", path, { headers: { "if-none-match": '"other"' } })).status, 200)
        assert.deepStrictEqual(
          [(yield* call("HEAD", path)).status, (yield* call("HEAD", path)).headers["etag"]],
          [200, etag]
        )

        assert.strictEqual((yield* call("DELETE", path)).status, 403)
        assert.strictEqual((yield* call("DELETE", path, { token: librarianToken })).status, 204)
        assert.strictEqual((yield* onceDrawn(id)).cover?.source, "page")
      })
    )

    it.effect("what is no picture is refused with its reason, and so is what is no form", () =>
      Effect.gen(function* () {
        const { librarian, librarianToken: token } = yield* Town
        const { body: book } = yield* librarian.api.books.add({ headers: {}, payload: { title: "A", author: "B" } })
        const path = `/books/${book.id}/cover`
        const Problem = Schema.Struct({ code: Schema.String })
        const codeOf = Effect.fnUntraced(function* (body: FormData) {
          const response = yield* call("PUT", path, { token, body })
          return [response.status, (yield* Schema.decodeUnknownEffect(Problem)(yield* response.json)).code]
        })
        const svg = new TextEncoder().encode("<svg onload='alert(1)'/>")
        assert.deepStrictEqual(yield* codeOf(formWith(svg, "a.svg")), [415, "UNSUPPORTED_PICTURE_TYPE"])
        assert.deepStrictEqual(yield* codeOf(formWith(png(6001, 20), "a.png")), [422, "PICTURE_DIMENSIONS"])
        const large = new Uint8Array(6 * 1024 * 1024)
        large.set(png(20, 20))
        assert.deepStrictEqual(yield* codeOf(formWith(large, "a.png")), [413, "FILE_TOO_LARGE"])
        const json = yield* HttpClient.execute(
          HttpClientRequest.put(`${(yield* Town).baseUrl}/api/v1${path}`).pipe(
            HttpClientRequest.bearerToken(token),
            HttpClientRequest.bodyJsonUnsafe({ file: "picture" })
          )
        )
        assert.strictEqual(json.status, 415)
        assert.strictEqual((yield* call("GET", path)).status, 404)
      })
    )

    it.effect("a reader goes on where they stopped, on whatever device", () =>
      Effect.gen(function* () {
        const { librarian, reader } = yield* Town
        const { api } = reader
        const { body: book } = yield* librarian.api.books.add({
          headers: {},
          payload: { title: "Dune", author: "F. H." }
        })
        const params = { id: book.id }
        const missing = yield* Effect.flip(api.readingPositions.get({ params }))
        assert.strictEqual(missing._tag, "ReadingPositionNotFound")
        yield* api.readingPositions.put({ params, payload: { start: 4000, page: 3, fraction: 0.25 } })
        assert.deepInclude(yield* api.readingPositions.get({ params }), { start: 4000, page: 3, fraction: 0.25 })
        const { items } = yield* api.readingPositions.list({ query: { limit: 5 } })
        assert.deepStrictEqual(
          items.map(({ book }) => book),
          [{ id: book.id, title: "Dune", author: "F. H.", cover: null }]
        )
        assert.deepStrictEqual((yield* librarian.api.readingPositions.list({ query: { limit: 5 } })).items, [])
        yield* api.readingPositions.remove({ params })
        assert.deepStrictEqual((yield* api.readingPositions.list({ query: { limit: 5 } })).items, [])
        const wrong = yield* call("GET", "/reading-positions?limit=51")
        assert.strictEqual(wrong.status, 422)
      })
    )
  })

story("nothing set up", layerTown(embedded))
describePostgres("PostgreSQL", () => {
  describeRedis("Redis", () => story("PostgreSQL, Redis and S3", layerTown(institution)))
})
