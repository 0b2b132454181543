import { assert, layer } from "@effect/vitest"
import { Context, Effect, FileSystem, Layer, Schedule, Schema } from "effect"
import { type Headers, HttpClient, HttpClientRequest, type HttpMethod } from "effect/http"
import { connect } from "node:net"
import { Book } from "#contract/catalogue/Book.ts"
import { formOf, visitor } from "../../support/Library.ts"
import { layerTestServices, startServer } from "../../support/TestServer.ts"

/** The whole server on a port, and what its librarian does there. */
class Desk extends Context.Service<
  Desk,
  {
    readonly baseUrl: string
    readonly dataDirectory: string
    readonly accessToken: string
    readonly readerToken: string
  }
>()("test/Desk") {}

const layerDesk = Layer.effect(
  Desk,
  Effect.gen(function* () {
    const { baseUrl, dataDirectory } = yield* startServer({ MAX_UPLOAD_MB: "1" }, { worker: false })
    const { accessToken } = yield* (yield* visitor(baseUrl)).signUp("ada@example.org")
    const reader = yield* (yield* visitor(baseUrl)).signUp("rob@example.org")
    return Desk.of({ baseUrl, dataDirectory, accessToken, readerToken: reader.accessToken })
  })
).pipe(Layer.provideMerge(layerTestServices))

interface Call {
  readonly headers?: Headers.Input
  readonly body?: FormData | object
  readonly token?: string
}

const call = Effect.fnUntraced(function* (method: HttpMethod.HttpMethod, path: string, options: Call = {}) {
  const desk = yield* Desk
  const request = HttpClientRequest.make(method)(`${desk.baseUrl}/api/v1${path}`).pipe(
    HttpClientRequest.bearerToken(options.token ?? desk.accessToken),
    options.body === undefined
      ? (request) => request
      : options.body instanceof FormData
        ? HttpClientRequest.bodyFormData(options.body)
        : HttpClientRequest.bodyJsonUnsafe(options.body),
    HttpClientRequest.setHeaders(options.headers ?? {})
  )
  return yield* HttpClient.execute(request)
})

const Problem = Schema.Struct({ status: Schema.Int, code: Schema.String, maxBytes: Schema.optionalKey(Schema.Int) })
const problemOf = Effect.fnUntraced(function* (method: HttpMethod.HttpMethod, path: string, options?: Call) {
  const response = yield* call(method, path, options)
  assert.strictEqual(response.headers["content-type"], "application/problem+json")
  return yield* Schema.decodeUnknownEffect(Problem)(yield* response.json)
})

const bookIn = Effect.fnUntraced(function* (response: { readonly json: Effect.Effect<unknown, unknown> }) {
  return yield* Schema.decodeUnknownEffect(Schema.toCodecJson(Book))(yield* response.json)
})

const fields = { title: "Dune", author: "Frank Herbert" }
const text = "A beginning is the time for taking the most delicate care."
const upload = Effect.gen(function* () {
  const response = yield* call("POST", "/books", { body: formOf(fields, { name: "Düne.txt", bytes: text }) })
  assert.strictEqual(response.status, 201)
  return yield* bookIn(response)
})

layer(layerDesk, { excludeTestServices: true, timeout: "60 seconds" })("the calls of the catalogue", (it) => {
  it.effect("lead a librarian from adding a book to removing it, each change on the version that was read", () =>
    Effect.gen(function* () {
      const added = yield* call("POST", "/books", { body: fields })
      assert.strictEqual(added.status, 201)
      assert.strictEqual(added.headers["etag"], '"1"')
      const path = (added.headers["location"] ?? "").replace("/api/v1", "")
      assert.strictEqual((yield* call("GET", path)).headers["etag"], '"1"')

      const changed = yield* call("PUT", path, { body: { title: "Dune Messiah" }, headers: { "if-match": '"1"' } })
      assert.deepStrictEqual([changed.status, changed.headers["etag"]], [200, '"2"'])
      for (const ifMatch of ['"1"', 'W/"2"', "nonsense"]) {
        const lost = yield* problemOf("PUT", path, { body: { title: "Lost" }, headers: { "if-match": ifMatch } })
        assert.deepStrictEqual([lost.status, lost.code], [412, "PRECONDITION_FAILED"])
      }
      assert.strictEqual((yield* call("DELETE", path, { headers: { "if-match": '"2", "3"' } })).status, 204)
      assert.strictEqual((yield* problemOf("GET", path)).code, "BOOK_NOT_FOUND")
    })
  )

  it.effect("let readers read, and change nothing", () =>
    Effect.gen(function* () {
      const token = (yield* Desk).readerToken
      const book = yield* upload
      for (const path of [`/books/${book.id}`, `/books/${book.id}/file`, "/books"]) {
        assert.strictEqual((yield* call("GET", path, { token })).status, 200)
      }
      assert.strictEqual((yield* problemOf("POST", "/books", { token, body: fields })).code, "FORBIDDEN")
      assert.strictEqual((yield* problemOf("PUT", `/books/${book.id}`, { token, body: fields })).code, "FORBIDDEN")
      assert.strictEqual((yield* problemOf("DELETE", `/books/${book.id}`, { token })).code, "FORBIDDEN")
    })
  )

  it.effect("complete what is typed for everybody who may read, and refuse what is no query", () =>
    Effect.gen(function* () {
      const desk = yield* Desk
      const added = yield* bookIn(yield* call("POST", "/books", { body: { title: "Ödland", author: "Gert Ähnlich" } }))
      const suggest = (query: string) => call("GET", `/books/suggest?${query}`, { token: desk.readerToken })
      assert.deepStrictEqual(yield* (yield* suggest("q=odl")).json, {
        items: [{ type: "title", text: "Ödland", bookId: added.id }]
      })
      assert.deepStrictEqual(yield* (yield* suggest("q=%C3%84HN&limit=1")).json, {
        items: [{ type: "author", text: "Gert Ähnlich", count: 1 }]
      })
      assert.deepStrictEqual(yield* (yield* suggest("q=%20")).json, { items: [] })
      const refused: ReadonlyArray<readonly [query: string, code: string]> = [
        ["", "VALIDATION_FAILED"],
        ["q=a%00b", "INVALID_TEXT"],
        [`q=${"x".repeat(300)}`, "TOO_LONG"],
        ["q=a&limit=0", "VALIDATION_FAILED"],
        ["q=a&limit=21", "VALIDATION_FAILED"],
        ["q=a&limit=1e1", "VALIDATION_FAILED"]
      ]
      for (const [query, code] of refused) {
        assert.deepInclude(yield* problemOf("GET", `/books/suggest?${query}`), { status: 422, code })
      }
    })
  )

  it.effect("give the file back as it came, under its name and never as a page", () =>
    Effect.gen(function* () {
      const book = yield* upload
      const response = yield* call("GET", `/books/${book.id}/file`)
      assert.strictEqual(yield* response.text, text)
      assert.include(response.headers, {
        "content-type": "text/plain",
        "content-length": `${text.length}`,
        "accept-ranges": "bytes",
        "content-disposition": `attachment; filename="D_ne.txt"; filename*=UTF-8''D%C3%BCne.txt`,
        "x-content-type-options": "nosniff",
        etag: `"${book.file?.sha256}"`
      })
      const head = yield* call("HEAD", `/books/${book.id}/file`)
      assert.deepStrictEqual([head.status, yield* head.text], [200, ""])
      assert.strictEqual(head.headers["content-length"], `${text.length}`)
    })
  )

  it.effect("give parts of a file, and say when there is no such part", () =>
    Effect.gen(function* () {
      const path = `/books/${(yield* upload).id}/file`
      const etag = (yield* call("HEAD", path)).headers["etag"] ?? ""
      const ranges: ReadonlyArray<readonly [range: string, from: number, to: number]> = [
        ["bytes=0-4", 0, 4],
        ["bytes=10-", 10, text.length - 1],
        ["bytes=-7", text.length - 7, text.length - 1],
        ["bytes=50-5000", 50, text.length - 1]
      ]
      for (const [range, from, to] of ranges) {
        const part = yield* call("GET", path, { headers: { range } })
        assert.strictEqual(part.status, 206)
        assert.strictEqual(yield* part.text, text.slice(from, to + 1))
        assert.strictEqual(part.headers["content-range"], `bytes ${from}-${to}/${text.length}`)
      }
      const none = yield* call("GET", path, { headers: { range: `bytes=${text.length}-` } })
      assert.deepStrictEqual([none.status, none.headers["content-range"]], [416, `bytes */${text.length}`])
      assert.strictEqual((yield* call("GET", path, { headers: { range: "lines=1-2" } })).status, 200)

      const continued = yield* call("GET", path, { headers: { range: "bytes=5-", "if-range": etag } })
      assert.strictEqual(continued.status, 206)
      const other = yield* call("GET", path, { headers: { range: "bytes=5-", "if-range": '"another"' } })
      assert.deepStrictEqual([other.status, yield* other.text], [200, text])
      const known = yield* call("GET", path, { headers: { "if-none-match": `W/${etag}` } })
      assert.deepStrictEqual([known.status, yield* known.text, known.headers["etag"]], [304, "", etag])
    })
  )

  it.effect("tell a book without a file from no book", () =>
    Effect.gen(function* () {
      const { id } = yield* bookIn(yield* call("POST", "/books", { body: fields }))
      assert.strictEqual((yield* problemOf("GET", `/books/${id}/file`)).code, "BOOK_FILE_NOT_FOUND")
      assert.strictEqual((yield* problemOf("GET", `/books/${crypto.randomUUID()}/file`)).code, "BOOK_NOT_FOUND")
    })
  )

  it.effect("refuse what is too large, empty, or not what it says, before and after the change", () =>
    Effect.gen(function* () {
      const { id } = yield* upload
      const refused: ReadonlyArray<readonly [name: string, bytes: string, status: number, code: string]> = [
        ["a.txt", "a".repeat(1024 * 1024 + 1), 413, "FILE_TOO_LARGE"],
        ["a.txt", "a".repeat(20 * 1024 * 1024), 413, "FILE_TOO_LARGE"],
        ["a.pdf", "", 422, "FILE_EMPTY"],
        ["a.pdf", "Not a PDF.", 415, "FILE_TYPE_MISMATCH"],
        ["a.zip", "PK\u0003\u0004", 415, "UNSUPPORTED_FILE_TYPE"]
      ]
      for (const [name, bytes, status, code] of refused) {
        const added = yield* problemOf("POST", "/books", { body: formOf(fields, { name, bytes }) })
        assert.deepStrictEqual([added.status, added.code], [status, code])
        if (code === "FILE_TOO_LARGE") assert.strictEqual(added.maxBytes, 1024 * 1024)
        const changed = yield* problemOf("PUT", `/books/${id}`, { body: formOf({}, { name, bytes }) })
        assert.deepStrictEqual([changed.status, changed.code], [status, code])
      }
      assert.strictEqual((yield* call("GET", `/books/${id}`)).headers["etag"], '"1"')
      const headers = { "content-type": "multipart/form-data; boundary=x" }
      const broken = yield* problemOf("POST", "/books", { headers, body: fields })
      assert.deepStrictEqual([broken.status, broken.code], [400, "MALFORMED_MULTIPART"])
    })
  )

  it.effect("leave nothing of an upload whose connection breaks", () =>
    Effect.gen(function* () {
      const desk = yield* Desk
      const fs = yield* FileSystem.FileSystem
      const count = Effect.map(fs.readDirectory(desk.dataDirectory, { recursive: true }), (names) => {
        const files = names.filter((name) => name.startsWith("files/") && !name.endsWith("+"))
        return files.filter((name) => /[0-9a-f-]{36}$/.test(name)).length
      })
      const before = yield* count
      const { hostname, port } = new URL(desk.baseUrl)
      const socket = connect({ host: hostname, port: Number(port) })
      const head = [
        "POST /api/v1/books HTTP/1.1",
        "Host: library",
        `Authorization: Bearer ${desk.accessToken}`,
        "Content-Type: multipart/form-data; boundary=x",
        "Content-Length: 1000000"
      ]
      const part = 'Content-Disposition: form-data; name="file"; filename="a.txt"'
      socket.write(`${head.join("\r\n")}\r\n\r\n--x\r\n${part}\r\n\r\n${"Once upon a time. ".repeat(20_000)}`)
      const becomes = (wish: (files: number) => boolean) =>
        count.pipe(
          Effect.filterOrFail(wish, () => "not yet" as const),
          Effect.retry(Schedule.spaced("10 millis").pipe(Schedule.upTo({ duration: "10 seconds" })))
        )
      yield* becomes((files) => files === before + 1)
      socket.destroy()
      yield* becomes((files) => files === before)
    })
  )
})
