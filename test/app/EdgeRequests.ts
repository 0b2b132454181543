import { gzipSync } from "node:zlib"
import { multipart, type Part, type WireRequest } from "../support/Wire.ts"

/** What stands for the ids, cursors and tokens that only a running library knows. */
export interface Fixtures {
  /** A book of the caller's library, with a text file. */
  readonly book: string
  /** A book of another library. */
  readonly foreignBook: string
  readonly foreignCursor: string
  readonly foreignOrganization: string
  /** A cursor of the list of books, newest first. */
  readonly cursor: string
  readonly token: string
}

type Who = "librarian" | "member" | "nobody"

/** A request that is refused, and how. */
export interface Refused {
  readonly name: string
  readonly as?: Who
  readonly request: WireRequest | ((fixtures: Fixtures) => WireRequest)
  readonly status: number
  readonly code: string
  /** Where the body or the query is wrong. */
  readonly pointer?: string
}

const books = "/api/v1/books"
const nowhere = "00000000-0000-4000-8000-000000000000"
const json = (body: string | Uint8Array, path = books, method = "POST"): WireRequest => ({
  method,
  path,
  headers: { "content-type": "application/json" },
  body
})
const book = (fields: object) => json(JSON.stringify({ title: "Dune", author: "Frank Herbert", ...fields }))
const signUp = (fields: object) =>
  json(
    JSON.stringify({ email: "new@example.org", password: "correct horse battery", fullName: "New", ...fields }),
    "/api/v1/auth/signup"
  )
const typed = (headers: Readonly<Record<string, string>>, body: string | Uint8Array = '{"title":"a"}') => ({
  method: "POST",
  path: books,
  headers,
  body
})
const get = (path: string, headers: Readonly<Record<string, string>> = {}) => ({ path, headers })
const list = (query: string) => get(`${books}?${query}`)
const form = (...parts: ReadonlyArray<Part>): WireRequest => ({ method: "POST", path: books, ...multipart(parts) })
const fields: ReadonlyArray<Part> = [
  { name: "title", content: "Dune" },
  { name: "author", content: "Frank Herbert" }
]
const file = (filename: string, type: string, content: string | Uint8Array) =>
  form(...fields, { name: "file", filename, type, content })

const invalid = { status: 422, code: "VALIDATION_FAILED" }
const malformed = { status: 400, code: "MALFORMED_JSON" }
const unknownField = { status: 422, code: "UNKNOWN_FIELD" }
const unsupported = { status: 415, code: "UNSUPPORTED_MEDIA_TYPE" }
const invalidText = { status: 422, code: "INVALID_TEXT" }

export const bodies: ReadonlyArray<Refused> = [
  { name: "a truncated object", request: json('{"title":"a"'), ...malformed },
  { name: "an empty body", request: json(""), ...malformed },
  { name: "two documents", request: json('{"title":"a"}{"title":"b"}'), ...malformed },
  { name: "a byte order mark", request: json('\ufeff{"title":"a","author":"b"}'), ...malformed },
  {
    name: "bytes that are no UTF-8",
    request: json(Buffer.concat([Buffer.from('{"title":"'), Buffer.from("c328", "hex"), Buffer.from('"}')])),
    ...malformed
  },
  {
    name: "a number beyond all numbers",
    request: json('{"title":"a","author":"b","publishedYear":1e400}'),
    ...invalid,
    pointer: "/publishedYear"
  },
  {
    name: "an integer that would be rounded",
    request: json('{"title":"a","author":"b","publishedYear":9007199254740993}'),
    ...invalid,
    pointer: "/publishedYear"
  },
  {
    name: "arrays in 100,000 arrays",
    request: json("[".repeat(100_000) + "]".repeat(100_000)),
    status: 400,
    code: "JSON_TOO_DEEP"
  },
  {
    name: "arrays in arrays, from anybody",
    as: "nobody",
    request: json("[".repeat(100_000), "/api/v1/auth/signup"),
    status: 400,
    code: "JSON_TOO_DEEP"
  },
  { name: "two megabytes", request: book({ title: "a".repeat(2 << 20) }), status: 413, code: "BODY_TOO_LARGE" },
  {
    name: "a key of every object's prototype",
    request: json('{"title":"a","author":"b","__proto__":{"isAdmin":true}}'),
    ...unknownField,
    pointer: "/__proto__"
  },
  { name: "another library's id", request: book({ tenantId: nowhere }), ...unknownField, pointer: "/tenantId" },
  { name: "a role of one's own choice", as: "nobody", request: signUp({ role: "admin" }), ...unknownField },
  { name: "an array for an object", request: json('[{"title":"a"}]'), ...invalid, pointer: "" },
  { name: "null for an object", request: json("null"), ...invalid, pointer: "" },
  { name: "an operator for a text", request: book({ title: { $gt: "" } }), ...invalid, pointer: "/title" },
  {
    name: "a text for a boolean",
    request: json('{"active":"true"}', `/api/v1/users/${nowhere}`, "PATCH"),
    ...invalid,
    pointer: "/active"
  },
  { name: "no content type", request: typed({}), ...unsupported },
  { name: "an empty content type", request: typed({ "content-type": "" }), ...unsupported },
  { name: "JSON that calls itself text", request: typed({ "content-type": "text/plain" }), ...unsupported },
  {
    name: "UTF-16",
    request: typed({ "content-type": "application/json;charset=utf-16" }, Buffer.from('{"title":"a"}', "utf16le")),
    status: 415,
    code: "UNSUPPORTED_CHARSET"
  },
  {
    name: "a compressed body",
    request: typed(
      { "content-type": "application/json", "content-encoding": "gzip" },
      gzipSync(Buffer.alloc(100 * 1024 * 1024))
    ),
    status: 415,
    code: "UNSUPPORTED_CONTENT_ENCODING"
  },
  {
    name: "50,000 properties",
    request: json(JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, i) => [`k${i}`, 1])))),
    status: 422,
    code: "VALIDATION_FAILED|UNKNOWN_FIELD"
  }
]

export const texts: ReadonlyArray<Refused> = [
  { name: "a zero byte", request: book({ title: "a\u0000b" }), ...invalidText, pointer: "/title" },
  {
    name: "half of a surrogate pair",
    request: json('{"title":"a\\ud800b","author":"b"}'),
    ...invalidText,
    pointer: "/title"
  },
  { name: "nothing visible", request: book({ title: "\u200b\u200b\ufeff" }), ...invalid, pointer: "/title" },
  {
    name: "ten thousand accents on one letter",
    request: book({ title: `a${"\u0301".repeat(10_000)}` }),
    status: 422,
    code: "TOO_LONG",
    pointer: "/title"
  },
  { name: "a forged line of the log", request: book({ title: "x\r\n\u001b[31mlevel=error" }), ...invalidText },
  {
    name: "an e-mail address in wide letters",
    as: "nobody",
    request: signUp({ email: "\uff41dmin@example.com" }),
    status: 422,
    code: "INVALID_EMAIL",
    pointer: "/email"
  },
  {
    name: "a password of 129 characters",
    as: "nobody",
    request: signUp({ password: "a".repeat(129) }),
    status: 422,
    code: "TOO_LONG",
    pointer: "/password"
  },
  {
    name: "a password of a million characters",
    as: "nobody",
    request: signUp({ password: "a".repeat(1_000_000) }),
    status: 422,
    code: "TOO_LONG",
    pointer: "/password"
  },
  {
    name: "a password of seven characters",
    as: "nobody",
    request: signUp({ password: "1234567" }),
    ...invalid,
    pointer: "/password"
  },
  { name: "a zero byte in a query", request: list("q=%00"), ...invalidText, pointer: "query/q" },
  {
    name: "a zero byte in a job's type",
    request: get("/api/v1/jobs?type=%00"),
    ...invalidText,
    pointer: "query/type"
  }
]

const limits = ["0", "-1", "101", "1e1", "0x10", "%2010", "10.0", "%2B5", "", "NaN", "99999999999999999999"]

export const lists: ReadonlyArray<Refused> = [
  ...["books", "jobs", "users"].flatMap((name) =>
    limits.map((limit) => ({
      name: `${name} with limit=${limit}`,
      request: get(`/api/v1/${name}?limit=${limit}`),
      ...invalid,
      pointer: "query/limit"
    }))
  ),
  ...["page=0", "page=1e3", "page=2147483648", "year=2e3", "year=1984.0", "year=abc", "facets=yes", "order=up"].map(
    (query) => ({ name: query, request: list(query), ...invalid, pointer: `query/${query.split("=")[0] ?? ""}` })
  ),
  { name: "a limit given twice", request: list("limit=10&limit=100"), status: 422, code: "DUPLICATE_PARAMETER" },
  { name: "SQL for an order", request: list("sort=id%3Bselect%20pg_sleep(5)--"), ...invalid, pointer: "query/sort" },
  { name: "an offset", request: list("offset=2147483648"), status: 422, code: "UNKNOWN_PARAMETER" },
  { name: "a typing mistake", request: list("limitt=10"), status: 422, code: "UNKNOWN_PARAMETER" },
  { name: "a token in the query", request: list("access_token=x"), status: 422, code: "UNKNOWN_PARAMETER" },
  ...["abc", "", "%00", "W10", "bnVsbA"].map((cursor) => ({
    name: `the cursor "${cursor}"`,
    request: list(`cursor=${cursor}`),
    status: 400,
    code: "INVALID_CURSOR"
  })),
  {
    name: "another library's cursor",
    request: ({ foreignCursor }) => list(`limit=1&cursor=${foreignCursor}`),
    status: 400,
    code: "INVALID_CURSOR"
  },
  {
    name: "a cursor of another order",
    request: ({ cursor }) => list(`limit=1&sort=title&cursor=${cursor}`),
    status: 400,
    code: "INVALID_CURSOR"
  }
]

const absent = { status: 404, code: "BOOK_NOT_FOUND" }

export const ids: ReadonlyArray<Refused> = [
  { name: "an id that is none", request: get(`${books}/abc`), ...invalid, pointer: "path/id" },
  ...["%00", "%0a", "%20"].map((tail) => ({
    name: `an id with ${tail} behind it`,
    request: get(`${books}/${nowhere}${tail}`),
    ...invalid,
    pointer: "path/id"
  })),
  ...["%", "%ff", "%E0%A4%A", "a".repeat(600), `${nowhere}/nope`].map((path) => ({
    name: `the path ${path.slice(0, 20)}`,
    request: get(`${books}/${path}`),
    status: 404,
    code: "NOT_FOUND"
  })),
  { name: "an id nobody has", request: get(`${books}/${nowhere}`), ...absent },
  { name: "another library's book", request: ({ foreignBook }) => get(`${books}/${foreignBook}`), ...absent },
  {
    name: "another library's book, to be removed",
    request: ({ foreignBook }) => ({ method: "DELETE", path: `${books}/${foreignBook}` }),
    ...absent
  },
  {
    name: "another library's book, to be changed",
    request: ({ foreignBook }) => json('{"title":"mine"}', `${books}/${foreignBook}`, "PUT"),
    ...absent
  },
  { name: "another library's file", request: ({ foreignBook }) => get(`${books}/${foreignBook}/file`), ...absent },
  {
    name: "a change of a version that is gone",
    request: ({ book }) => ({
      ...json('{"title":"b"}', `${books}/${book}`, "PUT"),
      headers: { "content-type": "application/json", "if-match": '"999"' }
    }),
    status: 412,
    code: "PRECONDITION_FAILED"
  },
  { name: "a reader at the desk", as: "member", request: book({}), status: 403, code: "FORBIDDEN" },
  { name: "a reader in the office", as: "member", request: get("/api/v1/users"), status: 403, code: "FORBIDDEN" },
  {
    name: "a reader who looks for others",
    as: "member",
    request: get("/api/v1/readers"),
    status: 403,
    code: "FORBIDDEN"
  },
  { name: "a job nobody has", request: get(`/api/v1/jobs/${nowhere}`), status: 404, code: "JOB_NOT_FOUND" }
]

const notAllowed = { status: 405, code: "METHOD_NOT_ALLOWED" }
const nothing = { status: 404, code: "NOT_FOUND" }

export const headers: ReadonlyArray<Refused> = [
  ...(
    [
      ["PATCH", `${books}/${nowhere}`],
      ["POST", `${books}/${nowhere}`],
      ["DELETE", books],
      ["GET", "/api/v1/auth/login"],
      ["POST", "/api/health"],
      ["PUT", "/api/ready"],
      ["POST", "/api/openapi.json"],
      ["DELETE", "/api/docs"],
      ["POST", "/api/v1/jobs"],
      ["TRACE", books],
      ["PROPFIND", books]
    ] as const
  ).map(([method, path]) => ({ name: `${method} ${path}`, request: { method, path }, ...notAllowed })),
  {
    name: "a method hidden in a header",
    request: ({ book }) => ({
      method: "POST",
      path: `${books}/${book}`,
      headers: { "x-http-method-override": "DELETE" }
    }),
    ...notAllowed
  },
  ...["/nope", "/api", "/api/v1", "/API/v1/books", "/api/v1/Books", "/.env", `${books}/../../../etc/passwd`].map(
    (path) => ({ name: `GET ${path}`, request: get(path), ...nothing })
  ),
  { name: "OPTIONS of nothing", request: { method: "OPTIONS", path: "/nope" }, ...nothing },
  {
    name: "another library in a header",
    request: ({ foreignOrganization }) => get(books, { "x-tenant-id": foreignOrganization }),
    status: 403,
    code: "TENANT_FORBIDDEN"
  },
  {
    name: "a change that another site's page asks for",
    request: {
      method: "POST",
      path: "/api/v1/auth/logout",
      headers: { origin: "https://evil.example", "sec-fetch-site": "cross-site", cookie: "session=1" }
    },
    status: 403,
    code: "CSRF_REJECTED"
  },
  {
    name: "a range behind the end of a file",
    request: ({ book }) => get(`${books}/${book}/file`, { range: "bytes=100000-" }),
    status: 416,
    code: "RANGE_NOT_SATISFIABLE"
  },
  {
    name: "a thousand ranges",
    request: ({ book }) => get(`${books}/${book}/file`, { range: `bytes=${"0-,".repeat(1_000)}0-` }),
    status: 416,
    code: "RANGE_NOT_SATISFIABLE"
  }
]

const pdf = "application/pdf"
const mismatch = { status: 415, code: "FILE_TYPE_MISMATCH" }

export const uploads: ReadonlyArray<Refused> = [
  { name: "a program called PDF", request: file("a.pdf", pdf, Buffer.from("4d5a9000", "hex")), ...mismatch },
  { name: "an archive called PDF", request: file("a.pdf", pdf, Buffer.from("504b0304", "hex")), ...mismatch },
  {
    name: "an archive",
    request: file("a.zip", "application/zip", Buffer.from("504b03040000", "hex")),
    status: 415,
    code: "UNSUPPORTED_FILE_TYPE"
  },
  { name: "an empty file", request: file("a.pdf", pdf, ""), status: 422, code: "FILE_EMPTY" },
  {
    name: "a file of one byte too many",
    request: file("a.txt", "text/plain", "a".repeat(1024 * 1024 + 1)),
    status: 413,
    code: "FILE_TOO_LARGE"
  },
  {
    name: "a file of five times the limit",
    request: file("a.txt", "text/plain", "a".repeat(5 * 1024 * 1024)),
    status: 413,
    code: "FILE_TOO_LARGE"
  },
  {
    name: "10,000 parts",
    request: form(...Array.from({ length: 10_000 }, (_, i) => ({ name: `p${i}`, content: "1" }))),
    status: 413,
    code: "TOO_MANY_PARTS"
  },
  {
    name: "a field of five megabytes",
    request: form({ name: "title", content: "a".repeat(5 * 1024 * 1024) }),
    status: 413,
    code: "FIELD_TOO_LARGE"
  },
  { name: "a field nobody knows", request: form(...fields, { name: "role", content: "admin" }), ...unknownField },
  { name: "a form without a title", request: form({ name: "author", content: "b" }), ...invalid, pointer: "/title" },
  {
    name: "a year with an exponent",
    request: form(...fields, { name: "publishedYear", content: "2e3" }),
    ...invalid,
    pointer: "/publishedYear"
  },
  {
    name: "a form without a boundary",
    request: typed({ "content-type": "multipart/form-data" }, "x"),
    status: 400,
    code: "MALFORMED_MULTIPART"
  },
  {
    name: "a form that breaks off",
    request: { ...file("a.txt", "text/plain", "text"), body: multipart(fields).body.subarray(0, 60) },
    status: 400,
    code: "MALFORMED_MULTIPART"
  },
  { name: "a reader's upload", as: "member", request: file("a.txt", "text/plain", "t"), status: 403, code: "FORBIDDEN" }
]

/** What does not even look like a request; each is answered and the connection closed. */
export const sockets: ReadonlyArray<{
  readonly name: string
  readonly bytes: string | Uint8Array
  readonly status: number
  readonly code: string
}> = [
  {
    name: "two lengths of one body",
    bytes:
      "POST /api/v1/books HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG",
    status: 400,
    code: "BAD_REQUEST"
  },
  {
    name: "two content lengths",
    bytes: "POST /api/v1/books HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\nContent-Length: 7\r\n\r\nabcdef",
    status: 400,
    code: "BAD_REQUEST"
  },
  {
    name: "a target at another host",
    bytes: "GET http://169.254.169.254/latest HTTP/1.1\r\nHost: api\r\nConnection: close\r\n\r\n",
    status: 400,
    code: "BAD_REQUEST"
  },
  {
    name: "a path of ours at another host",
    bytes: "GET http://169.254.169.254/api/health HTTP/1.1\r\nHost: api\r\nConnection: close\r\n\r\n",
    status: 400,
    code: "BAD_REQUEST"
  },
  {
    name: "a tunnel",
    bytes: "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n",
    status: 405,
    code: "METHOD_NOT_ALLOWED"
  },
  {
    name: "no host",
    bytes: "GET /api/health HTTP/1.1\r\nConnection: close\r\n\r\n",
    status: 400,
    code: "MALFORMED_HEADER"
  },
  {
    name: "two hosts",
    bytes: "GET /api/health HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
    status: 400,
    code: "MALFORMED_HEADER"
  },
  {
    name: "a request of 1991",
    bytes: "GET /api/health\r\n\r\n",
    status: 400,
    code: "BAD_REQUEST"
  },
  {
    name: "a method that is none",
    bytes: "FOO /api/health HTTP/1.1\r\nHost: a\r\n\r\n",
    status: 400,
    code: "BAD_REQUEST"
  },
  { name: "another protocol", bytes: Buffer.from("16030100c8010000c40303", "hex"), status: 400, code: "BAD_REQUEST" },
  {
    name: "a header that goes on in the next line",
    bytes: "GET /api/health HTTP/1.1\r\nHost: a\r\nX-A: b\r\n c\r\nConnection: close\r\n\r\n",
    status: 400,
    code: "BAD_REQUEST"
  },
  {
    name: "a header of 20 KiB",
    bytes: `GET /api/health HTTP/1.1\r\nHost: a\r\nX-A: ${"b".repeat(20_480)}\r\n\r\n`,
    status: 431,
    code: "HEADER_TOO_LARGE"
  },
  {
    name: "2,000 headers",
    bytes: `GET /api/health HTTP/1.1\r\nHost: a\r\n${Array.from({ length: 2_000 }, (_, i) => `X-${i}: b\r\n`).join("")}\r\n`,
    status: 431,
    code: "HEADER_TOO_LARGE"
  },
  {
    name: "chunks that are none",
    bytes:
      "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    status: 400,
    code: "BAD_REQUEST"
  },
  {
    name: "a coding of transfers that we do not read",
    bytes:
      "POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: gzip, chunked\r\nConnection: close\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    status: 415,
    code: "UNSUPPORTED_CONTENT_ENCODING"
  },
  {
    name: "an expectation and no credentials",
    bytes: "POST /api/v1/books HTTP/1.1\r\nHost: a\r\nExpect: coffee\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    status: 401,
    code: "UNAUTHENTICATED"
  },
  {
    name: "a body that is announced and not sent",
    bytes:
      "POST /api/v1/books HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nExpect: 100-continue\r\nContent-Length: 2000000\r\n\r\n",
    status: 401,
    code: "UNAUTHENTICATED"
  },
  {
    name: "a hundred megabytes that are begun",
    bytes: `POST /api/v1/auth/login HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n${"x".repeat(2_000_000)}`,
    status: 413,
    code: "BODY_TOO_LARGE"
  }
]
