import { assert, layer } from "@effect/vitest"
import { Context, Effect, Equal, FileSystem, Layer, Schedule } from "effect"
import { SqlClient } from "effect/sql"
import { decodeJwt, type JWTPayload, SignJWT, UnsecuredJWT } from "jose"
import { visitor } from "../support/Library.ts"
import { layerTestServices, startServer } from "../support/TestServer.ts"
import { answersIn, multipart, type Part, problemIn, send, sendRaw, type WireRequest } from "../support/Wire.ts"
import * as Requests from "./EdgeRequests.ts"

/** What is read out of books in the background, whoever calls meanwhile. */
const background = ["book_terms", "book_term_counts", "undescribed_books"]
/** The work that does so, and that tells whoever watches when it begins and ends. */
const backgroundJob = "intelligence.describe-books"

/** A whole library on a port, with an admin, a reader, a stranger of another library, and a book of each library. */
class Edge extends Context.Service<
  Edge,
  {
    readonly baseUrl: string
    readonly fixtures: Requests.Fixtures
    readonly readerToken: string
    readonly refreshToken: string
    readonly secret: Uint8Array
    /** How much there is of everything, as soon as no work is left: rows of each table, and files. */
    readonly inventory: Effect.Effect<Readonly<Record<string, number>>>
    /** How long each refusal took, in ms. */
    readonly times: Array<number>
  }
>()("test/Edge") {}

const layerEdge = Layer.effect(
  Edge,
  Effect.gen(function* () {
    const env = {
      MAX_UPLOAD_MB: "1",
      RATE_LIMITS: "on",
      CORS_ORIGINS: "https://app.example",
      TRUSTED_PROXIES: "127.0.0.1"
    }
    const { baseUrl, context, dataDirectory } = yield* startServer(env)
    const librarian = yield* visitor(baseUrl)
    const session = yield* librarian.signUp("ada@example.org")
    const reader = yield* (yield* visitor(baseUrl)).signUp("rob@example.org")
    const stranger = yield* visitor(baseUrl)
    const { user } = yield* stranger.signUp("eve@example.org", "Elsewhere")
    const book = yield* librarian.upload("Letters", { name: "letters.txt", bytes: "A letter to a friend. ".repeat(20) })
    yield* librarian.summaryOf(book.id)
    yield* librarian.api.books.add({ headers: {}, payload: { title: "Another", author: "Ann Author" } })
    const foreign = yield* stranger.api.books.add({ headers: {}, payload: { title: "Theirs", author: "Eve" } })
    yield* stranger.api.books.add({ headers: {}, payload: { title: "Theirs too", author: "Eve" } })
    const cursorOf = ({ api }: typeof librarian) =>
      Effect.map(api.books.list({ query: { limit: 1, facets: false } }), ({ nextCursor }) => nextCursor ?? "")

    const fs = yield* FileSystem.FileSystem
    const sql = Context.get(context, SqlClient.SqlClient)
    const idle = sql`SELECT 1 FROM jobs WHERE state IN ('pending', 'running') AND run_at <= now()`.pipe(
      Effect.filterOrFail((due) => due.length === 0),
      Effect.retry(Schedule.spaced("20 millis").pipe(Schedule.upTo({ times: 500 })))
    )
    const inventory = Effect.gen(function* () {
      yield* idle
      const tables = yield* sql<{ readonly name: string }>`
        SELECT tablename AS name FROM pg_tables
        WHERE schemaname = 'public' AND NOT ${sql.in("tablename", background)}
        ORDER BY 1`
      const counts = yield* Effect.forEach(tables, ({ name }) =>
        Effect.map(
          sql<{ readonly rows: number }>`
            SELECT count(*)::int AS rows FROM ${sql(name)} counted
            WHERE to_jsonb(counted) #>> '{payload,type}' IS DISTINCT FROM ${backgroundJob}`,
          ([row]) => [name, row?.rows ?? 0] as const
        )
      )
      const files = yield* fs.readDirectory(`${dataDirectory}/files`, { recursive: true })
      return { ...Object.fromEntries(counts), files: files.length }
    }).pipe(Effect.orDie)
    return Edge.of({
      baseUrl,
      readerToken: reader.accessToken,
      refreshToken: session.refreshToken,
      secret: yield* fs.readFile(`${dataDirectory}/secret.key`),
      inventory,
      times: [],
      fixtures: {
        book: book.id,
        foreignBook: foreign.body.id,
        foreignCursor: yield* cursorOf(stranger),
        foreignOrganization: user.organizationId,
        cursor: yield* cursorOf(librarian),
        token: session.accessToken
      }
    })
  })
).pipe(Layer.provideMerge(layerTestServices))

/** Stacks, statements, folders, hosts and secrets: none of a caller's business. */
const leaks =
  /\n\s+at |node_modules|\.ts:\d|\/tmp\/|\/work\/|file:\/\/|select |insert into|postgres|127\.0\.0\.1|secret/i

/** A refusal is a problem that says everything a problem must, and nothing it must not. */
const assertRefused = (
  { request, ...answer }: { readonly request: WireRequest } & Effect.Success<ReturnType<typeof send>>,
  expected: Pick<Requests.Refused, "status" | "code" | "pointer">
) => {
  assert.strictEqual(answer.headers["content-type"], "application/problem+json", `${answer.status} ${answer.text}`)
  const problem = problemIn(answer.text)
  assert.deepStrictEqual([problem.status, answer.status], [expected.status, expected.status], answer.text)
  assert.include(expected.code.split("|"), problem.code, answer.text)
  assert.strictEqual(problem.requestId, answer.headers["x-request-id"])
  assert.strictEqual(problem.instance, request.path.split("?")[0])
  assert.match(problem.type, /^urn:luminalib:problem:[A-Z_]+$/)
  assert.isNotEmpty(problem.title)
  assert.notMatch(answer.text.replace(problem.instance ?? "", ""), leaks)
  assert.strictEqual(answer.headers["x-content-type-options"], "nosniff")
  assert.isAtMost(problem.errors?.length ?? 0, 100)
  if (expected.pointer !== undefined)
    assert.include(
      (problem.errors ?? []).map(({ pointer }) => pointer),
      expected.pointer
    )
  if (problem.status === 405) assert.include(String(answer.headers["allow"]), "OPTIONS")
}

const call = Effect.fnUntraced(function* (request: WireRequest, token?: string) {
  const { baseUrl, times } = yield* Edge
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` }
  const answer = yield* send(baseUrl, { ...request, headers: { ...authorization, ...request.headers } })
  if (answer.status >= 400) times.push(answer.ms)
  return { request, ...answer }
})

const asLibrarian = (request: WireRequest) => Effect.flatMap(Edge, ({ fixtures }) => call(request, fixtures.token))

const refusal = Effect.fnUntraced(function* (refused: Requests.Refused) {
  const { fixtures, readerToken } = yield* Edge
  const request = typeof refused.request === "function" ? refused.request(fixtures) : refused.request
  const token = { librarian: fixtures.token, member: readerToken, nobody: undefined }[refused.as ?? "librarian"]
  assertRefused(yield* call(request, token), refused)
})

const suite = layer(layerEdge, { excludeTestServices: true, timeout: "60 seconds" })

/** Every request of a table is refused as it says, and nothing is left behind. */
const table = (refused: ReadonlyArray<Requests.Refused>) =>
  Effect.gen(function* () {
    const { inventory } = yield* Edge
    const before = yield* inventory
    const wrong: Array<string> = []
    for (const one of refused) {
      yield* refusal(one).pipe(
        Effect.catchDefect((defect) => Effect.sync(() => void wrong.push(`${one.name}: ${String(defect)}`)))
      )
    }
    assert.deepStrictEqual(wrong, [])
    assert.deepStrictEqual(yield* inventory, before)
  })

suite("the edges of the library", (it) => {
  it.effect("refuse bodies that are no JSON, or no JSON of ours", () => table(Requests.bodies))
  it.effect("refuse text that is none, and text without end", () => table(Requests.texts))
  it.effect("refuse pages that cannot be", () => table(Requests.lists))
  it.effect("refuse ids of nothing, and of what belongs to others", () => table(Requests.ids))
  it.effect("refuse methods, paths and headers that mean nothing here", () => table(Requests.headers))
  it.effect("refuse forms and files that are not what they say", () => table(Requests.uploads))

  it.effect("refuse what is no request at all, and close the connection", () =>
    Effect.gen(function* () {
      const { baseUrl, inventory } = yield* Edge
      const before = yield* inventory
      for (const { bytes, code, name, status } of Requests.sockets) {
        const { body, head, statuses } = answersIn(yield* sendRaw(baseUrl, bytes))
        assert.deepStrictEqual(statuses, [status], name)
        const problem = problemIn(body)
        assert.deepStrictEqual([problem.status, problem.code], [status, code], name)
        assert.include(head.toLowerCase(), "content-type: application/problem+json", name)
        assert.include(head.toLowerCase(), `x-request-id: ${problem.requestId}`, name)
        assert.notMatch(body.replace(problem.instance ?? "", ""), leaks, name)
      }
      assert.deepStrictEqual(yield* inventory, before)
    })
  )

  it.effect("refuse credentials twice, and those of somebody else's making", () =>
    Effect.gen(function* () {
      const { baseUrl, fixtures, secret } = yield* Edge
      const claims = decodeJwt(fixtures.token)
      const header = { alg: "HS256", typ: "at+jwt" }
      const signed = (changes: JWTPayload, more: Readonly<Record<string, string>> = {}, key = secret) =>
        Effect.promise(() =>
          new SignJWT({ ...claims, ...changes }).setProtectedHeader({ ...header, ...more }).sign(key)
        )
      const [, , signature = ""] = fixtures.token.split(".")
      const edited = new UnsecuredJWT({ ...claims, org: fixtures.foreignOrganization }).encode().split(".")[1] ?? ""
      const [head = ""] = fixtures.token.split(".")
      const soon = Math.floor(performance.timeOrigin / 1000) + 3600
      const path = "/api/v1/auth/profile"
      assert.strictEqual((yield* call({ path }, yield* signed({}))).status, 200)

      const forged = {
        "no algorithm": new UnsecuredJWT(claims).encode(),
        "another key": yield* signed({}, {}, new TextEncoder().encode("another secret that is long enough")),
        "a key in a file": yield* signed({}, { kid: "../../../dev/null" }),
        "a key at an address": yield* signed({}, { jku: "https://evil.example/keys" }),
        "a later beginning": yield* signed({ nbf: soon }),
        "an end in the past": yield* signed({ exp: soon - 100_000 }),
        "another audience": yield* signed({ aud: "other" }),
        "another issuer": yield* signed({ iss: "other" }),
        "another kind of token": yield* signed({}, { typ: "JWT" }),
        "another library under the old signature": `${head}.${edited}.${signature}`,
        "no token": "nonsense",
        "a token without end": "a".repeat(8_000)
      }
      for (const [name, token] of Object.entries(forged)) {
        const answer = yield* call({ path }, token)
        assertRefused(answer, { status: 401, code: "INVALID_TOKEN" })
        assert.include(String(answer.headers["www-authenticate"]), "invalid_token", name)
      }
      for (const request of [{ path }, { path, headers: { authorization: "Basic YTpi" } }]) {
        const answer = yield* call(request)
        assertRefused(answer, { status: 401, code: "UNAUTHENTICATED" })
        assert.strictEqual(answer.headers["www-authenticate"], 'Bearer realm="luminalib"')
      }
      const two = `GET ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${fixtures.token}\r\nAuthorization: Bearer x\r\n`
      const { body, statuses } = answersIn(yield* sendRaw(baseUrl, `${two}Connection: close\r\n\r\n`))
      assert.deepStrictEqual([statuses, problemIn(body).code], [[400], "MALFORMED_HEADER"])
      // Who is nobody is told so, and nothing about the body.
      const large = { method: "POST", path: "/api/v1/books", body: "[".repeat(2 << 20) }
      assertRefused(yield* call({ ...large, headers: { "content-type": "application/json" } }), {
        status: 401,
        code: "UNAUTHENTICATED"
      })
    })
  )

  it.effect("take what only looks strange, as it is", () =>
    Effect.gen(function* () {
      const { fixtures } = yield* Edge
      const add = (body: string) =>
        asLibrarian({ method: "POST", path: "/api/v1/books", headers: { "content-type": "Application/JSON" }, body })
      const family = "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}".repeat(50)
      const markup = '[x](javascript:alert(1)) <img src=x onerror="alert(1)">'
      for (const [body, title] of [
        [JSON.stringify({ title: family, author: "b" }), family],
        [JSON.stringify({ title: markup, author: "b" }), markup],
        ['{"title":"first","title":"last","author":"b"}', "last"],
        [JSON.stringify({ title: "  e\u0301  ", author: "b" }), "\u00e9"]
      ] as const) {
        const answer = yield* add(body)
        assert.strictEqual(answer.status, 201, answer.text)
        assert.include(answer.text, JSON.stringify(title))
      }
      const literal = yield* asLibrarian({ path: "/api/v1/books?q=%25%25%25_" })
      assert.deepStrictEqual([literal.status, literal.text.includes('"total":0')], [200, true])
      const xml = yield* asLibrarian({ path: "/api/v1/books", headers: { accept: "application/xml" } })
      assert.deepStrictEqual([xml.status, xml.headers["content-type"]], [200, "application/json"])
      const mine = { "x-tenant-id": String(decodeJwt(fixtures.token)["org"]) }
      assert.strictEqual((yield* asLibrarian({ path: "/api/v1/books", headers: mine })).status, 200)
      assert.isFalse("isAdmin" in {})
    })
  )

  it.effect("keep strange names of files as names only, and never show a file as a page", () =>
    Effect.gen(function* () {
      const names = ["../../etc/passwd", "C:\\windows\\x.txt", "CON.txt", `${"a".repeat(300)}.txt`, "a\u202etxt.exe"]
      const upload = (file: Omit<Part, "name">) => {
        const parts = [
          { name: "title", content: "Strange" },
          { name: "author", content: "b" },
          { name: "file", ...file }
        ]
        return asLibrarian({ method: "POST", path: "/api/v1/books", ...multipart(parts) })
      }
      for (const filename of names) {
        const answer = yield* upload({ filename, content: `<svg onload=alert(1)> ${filename}` })
        assert.strictEqual(answer.status, 201, answer.text)
        const [, id = ""] = /"id":"([^"]+)"/.exec(answer.text) ?? []
        const sent = yield* asLibrarian({ path: `/api/v1/books/${id}/file` })
        assert.strictEqual(sent.headers["content-type"], "text/plain")
        assert.match(String(sent.headers["content-disposition"]), /^attachment; /)
        assert.notMatch(String(sent.headers["content-disposition"]), /[/\\]etc|windows\\|\u202e/)
        assert.include(String(sent.headers["content-security-policy"]), "sandbox")
        assert.strictEqual((yield* asLibrarian({ method: "DELETE", path: `/api/v1/books/${id}` })).status, 204)
        assertRefused(yield* asLibrarian({ path: `/api/v1/books/${id}` }), { status: 404, code: "BOOK_NOT_FOUND" })
      }
    })
  )

  it.effect("send a part of a file, its head, or that nothing changed", () =>
    Effect.gen(function* () {
      const { fixtures } = yield* Edge
      const path = `/api/v1/books/${fixtures.book}/file`
      const part = yield* asLibrarian({ path, headers: { range: "bytes=2-7" } })
      assert.deepStrictEqual([part.status, part.text], [206, "letter"])
      const whole = yield* asLibrarian({ path, headers: { range: "bytes=0-0,2-2" } })
      assert.deepStrictEqual([whole.status, whole.text.length], [200, 440])
      const head = yield* asLibrarian({ method: "HEAD", path })
      assert.deepStrictEqual([head.status, head.text, head.headers["content-length"]], [200, "", "440"])
      const same = yield* asLibrarian({ path, headers: { "if-none-match": String(head.headers["etag"]) } })
      assert.deepStrictEqual([same.status, same.text], [304, ""])
      const none = yield* asLibrarian({ path, headers: { range: "bytes=440-" } })
      assert.strictEqual(none.headers["content-range"], "bytes */440")
    })
  )

  it.effect("answer pages of other sites only where they are known", () =>
    Effect.gen(function* () {
      const preflight = (origin: string) =>
        call({
          method: "OPTIONS",
          path: "/api/v1/books",
          headers: { origin, "access-control-request-method": "POST", "access-control-request-headers": "if-match" }
        })
      const known = yield* preflight("https://app.example")
      assert.strictEqual(known.status, 204)
      assert.strictEqual(known.headers["access-control-allow-origin"], "https://app.example")
      assert.include(String(known.headers["access-control-allow-headers"]), "if-match")
      for (const origin of ["https://evil.example", "null", "https://app.example.evil.io", ""]) {
        const foreign = yield* preflight(origin)
        assert.deepStrictEqual([foreign.status, foreign.headers["allow"]], [204, "POST, GET, HEAD, OPTIONS"])
        const spoken = Object.keys(foreign.headers).filter((name) => name.startsWith("access-control"))
        assert.deepStrictEqual(spoken, [], origin)
        assert.strictEqual(foreign.headers["vary"], "Origin")
      }
      const post = { method: "POST", path: "/api/v1/auth/logout", headers: { "sec-fetch-site": "cross-site" } }
      const ours = { ...post.headers, origin: "https://app.example" }
      assertRefused(yield* call({ ...post, headers: ours }), { status: 401, code: "UNAUTHENTICATED" })
    })
  )

  it.effect("name each answer as the caller did, if that is a name", () =>
    Effect.gen(function* () {
      const named = (id: string) => call({ path: "/nope", headers: { "x-request-id": id } })
      assert.strictEqual((yield* named("mine-0123456789")).headers["x-request-id"], "mine-0123456789")
      for (const id of ["<script>", "short", "a".repeat(129), "with blank 123"]) {
        const answer = yield* named(id)
        assert.notStrictEqual(answer.headers["x-request-id"], id)
        assert.strictEqual(problemIn(answer.text).requestId, answer.headers["x-request-id"])
      }
    })
  )

  it.effect("read a request behind a refused one on the same connection", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* Edge
      const first = "POST /api/v1/books HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello"
      const second = "GET /api/health HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
      assert.deepStrictEqual(answersIn(yield* sendRaw(baseUrl, first + second)).statuses, [401, 200])
    })
  )

  it.effect("show the contract to people and machines", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const document = yield* call({ path: "/api/openapi.json" })
      const snapshot = yield* fs.readFileString("test/contract/openapi.json")
      assert.deepStrictEqual(JSON.parse(document.text), JSON.parse(snapshot))
      const page = yield* call({ path: "/api/docs" })
      assert.deepStrictEqual([page.status, page.headers["content-type"]], [200, "text/html"])
      assert.include(String(page.headers["content-security-policy"]), "script-src 'self' 'unsafe-inline'")
      assert.notInclude(page.text, 'src="http')
    })
  )

  it.effect("leave nothing of an upload whose sender is gone", () =>
    Effect.gen(function* () {
      const { baseUrl, fixtures, inventory } = yield* Edge
      const before = yield* inventory
      const { body, headers } = multipart([
        { name: "title", content: "Half" },
        { name: "file", filename: "a.txt", content: "a".repeat(500_000) }
      ])
      const head =
        `POST /api/v1/books HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${fixtures.token}\r\n` +
        `Content-Type: ${headers["content-type"]}\r\nContent-Length: ${body.length}\r\n\r\n`
      const half = Buffer.concat([Buffer.from(head), body.subarray(0, 250_000)])
      yield* Effect.timeoutOption(sendRaw(baseUrl, half), "200 millis")
      yield* inventory.pipe(
        Effect.filterOrFail(
          (now) => Equal.equals(now, before),
          (now) => ({ now, before })
        ),
        Effect.retry(Schedule.spaced("20 millis").pipe(Schedule.upTo({ times: 100 })))
      )
    })
  )

  it.effect("cancel a job once, and say of an ended one that it is over", () =>
    Effect.gen(function* () {
      const { fixtures } = yield* Edge
      const { text } = yield* asLibrarian({ path: `/api/v1/jobs?relatedId=${fixtures.book}` })
      const [, id = ""] = /"id":"([^"]+)"/.exec(text) ?? []
      for (const [action, code] of [
        ["cancel", "JOB_NOT_CANCELLABLE"],
        ["retry", "JOB_NOT_RETRYABLE"]
      ] as const) {
        const answer = yield* asLibrarian({ method: "POST", path: `/api/v1/jobs/${id}/${action}` })
        assertRefused(answer, { status: 409, code })
      }
    })
  )

  it.effect("let tabs that refresh together all go on", () =>
    Effect.gen(function* () {
      const { refreshToken } = yield* Edge
      const refresh = (token: string) =>
        call({
          method: "POST",
          path: "/api/v1/auth/refresh",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ refreshToken: token })
        })
      const together = yield* Effect.all(
        Array.from({ length: 10 }, () => refresh(refreshToken)),
        { concurrency: "unbounded" }
      )
      assert.deepStrictEqual([...new Set(together.map(({ status }) => status))], [200])
      const [, next = ""] = /"refreshToken":"([^"]+)"/.exec(together[9]?.text ?? "") ?? []
      assert.strictEqual((yield* refresh(next)).status, 200)
    })
  )

  it.effect("slow down whoever guesses, one account or many", () =>
    Effect.gen(function* () {
      const logIn = (email: string, headers: Readonly<Record<string, string>> = {}) =>
        call({
          method: "POST",
          path: "/api/v1/auth/login",
          headers: { "content-type": "application/json", ...headers },
          body: JSON.stringify({ email, password: "wrong" })
        })
      for (let i = 0; i < 5; i++)
        assertRefused(yield* logIn("ada@example.org"), { status: 401, code: "INVALID_CREDENTIALS" })
      const slowed = yield* logIn("ada@example.org")
      assertRefused(slowed, { status: 429, code: "RATE_LIMITED" })
      assert.match(String(slowed.headers["retry-after"]), /^[1-9]\d?$/)
      const sprayed = yield* Effect.forEach(
        Array.from({ length: 60 }, (_, i) => `nobody-${i}@example.org`),
        (email) => logIn(email)
      )
      assert.strictEqual(sprayed.filter(({ status }) => status === 401).length, 45)
      assert.strictEqual(sprayed.at(-1)?.status, 429)
      // Behind the same proxy somebody else is not slowed down.
      const elsewhere = yield* logIn("ada@example.org", { "x-forwarded-for": "198.51.100.7" })
      assertRefused(elsewhere, { status: 401, code: "INVALID_CREDENTIALS" })
    })
  )

  it.effect("refuse in less than a second, and the library is as well as before", () =>
    Effect.gen(function* () {
      const { times } = yield* Edge
      const sorted = times.toSorted((a, b) => a - b)
      assert.isAbove(sorted.length, 200)
      assert.isBelow(sorted[Math.floor(sorted.length / 2)] ?? Infinity, 1_000)
      assert.strictEqual((yield* asLibrarian({ path: "/api/ready" })).text.includes('"status":"ready"'), true)
      assert.strictEqual((yield* asLibrarian({ path: "/api/v1/books?limit=1" })).status, 200)
    })
  )
})
