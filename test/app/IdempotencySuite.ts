import { assert, layer } from "@effect/vitest"
import { Context, Effect, FileSystem, Layer, Schedule, type Scope, Tracer } from "effect"
import type { SecureRandom } from "effect/crypto"
import { SqlClient } from "effect/sql"
import { connect } from "node:net"
import * as IdempotencyJobs from "#features/idempotency/IdempotencyJobs.ts"
import { formOf, visitor } from "../support/Library.ts"
import { listening } from "../support/Statements.ts"
import { type Environment, layerTestServices, startServer } from "../support/TestServer.ts"
import { multipart, type Part, problemIn, send, type WireRequest } from "../support/Wire.ts"

type Visitor = Effect.Success<ReturnType<typeof visitor>>

/** A library on a port, with two librarians, and another library with one. */
class Library extends Context.Service<
  Library,
  {
    readonly baseUrl: string
    readonly dataDirectory: string
    readonly ada: Visitor
    readonly tokens: { readonly ada: string; readonly bob: string; readonly eve: string }
    readonly sql: SqlClient.SqlClient
    readonly services: Context.Context<SqlClient.SqlClient | SecureRandom.SecureRandom>
    /** Statements that the process has sent. */
    readonly statements: Array<string>
  }
>()("test/Library") {}

type Profile = Effect.Effect<Environment, unknown, Scope.Scope>

const layerLibrary = (profile: Profile) =>
  Layer.effect(
    Library,
    Effect.gen(function* () {
      const statements: Array<string> = []
      const { baseUrl, context, dataDirectory } = yield* startServer({
        ...(yield* profile),
        MAX_UPLOAD_MB: "1"
      }).pipe(Effect.provideService(Tracer.Tracer, listening(statements)))
      const ada = yield* visitor(baseUrl)
      const session = yield* ada.signUp("ada@example.org")
      const bob = yield* (yield* visitor(baseUrl)).signUp("bob@example.org")
      yield* ada.api.organization.updateUser({ params: { id: bob.user.id }, payload: { role: "librarian" } })
      const eve = yield* (yield* visitor(baseUrl)).signUp("eve@example.org", "Elsewhere")
      return Library.of({
        baseUrl,
        dataDirectory,
        ada,
        tokens: { ada: session.accessToken, bob: bob.accessToken, eve: eve.accessToken },
        sql: Context.get(context, SqlClient.SqlClient),
        services: context,
        statements
      })
    })
  ).pipe(Layer.provideMerge(layerTestServices))

type Who = keyof Library["Service"]["tokens"]
type Sent = Pick<WireRequest, "headers" | "body">

const json = (body: object): Sent => ({
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body)
})
const inPieces = ({ headers, ...sent }: Sent): Sent => ({
  ...sent,
  headers: { ...headers, "transfer-encoding": "chunked" }
})
const form = (parts: ReadonlyArray<Part>, boundary?: string): Sent => multipart(parts, boundary)
const fields: ReadonlyArray<Part> = [
  { name: "title", content: "Dune" },
  { name: "author", content: "Frank Herbert" }
]
const file = (content: string, filename = "dune.txt"): Part => ({ name: "file", filename, type: "text/plain", content })
const spice = file("The spice must flow. ".repeat(40))

const post = Effect.fnUntraced(function* (key: string | undefined, sent: Sent, who: Who = "ada", path = "/books") {
  const { baseUrl, tokens } = yield* Library
  const headers = {
    authorization: `Bearer ${tokens[who]}`,
    ...(key === undefined ? {} : { "idempotency-key": key }),
    ...sent.headers
  }
  return yield* send(baseUrl, { ...sent, method: "POST", path: `/api/v1${path}`, headers })
})

type Answered = Effect.Success<ReturnType<typeof post>>

/** What of an answer must be the same each time. */
const result = ({ headers, status, text }: Answered) => ({
  status,
  text,
  headers: ["content-type", "etag", "location"].map((name) => headers[name])
})

const isReplay = ({ headers }: Answered) => headers["idempotent-replayed"] === "true"
const codeOf = ({ text }: Answered) => problemIn(text).code
const newKey = () => crypto.randomUUID()

/** How much there is of everything that a book brings. */
const belongings = Effect.gen(function* () {
  const { dataDirectory, sql } = yield* Library
  const fs = yield* FileSystem.FileSystem
  const [rows] = yield* sql<{ readonly books: number; readonly files: number; readonly jobs: number }>`
    SELECT (SELECT count(*) FROM books)::int AS books, (SELECT count(*) FROM book_files)::int AS files,
      (SELECT count(*) FROM jobs WHERE kind = 'intelligence.summarize-book')::int AS jobs`
  const stored = yield* fs.readDirectory(`${dataDirectory}/files`, { recursive: true })
  const isObject = (path: string) =>
    Effect.map(fs.stat(`${dataDirectory}/files/${path}`), ({ type }) => type === "File")
  return { ...rows, objects: (yield* Effect.filter(stored, isObject)).length }
})

const keysHeld = Effect.gen(function* () {
  const { sql } = yield* Library
  return (yield* sql`SELECT key FROM idempotency_keys`).length
})

/** Runs the effect, and asserts that nothing is there afterwards that was not there before. */
const changingNothing = Effect.fnUntraced(function* <A, E, R>(effect: Effect.Effect<A, E, R>) {
  const before = yield* belongings
  const value = yield* effect
  assert.deepStrictEqual(yield* belongings, before)
  return value
})

/** Lets time pass for a key. */
const age = (key: string, column: "created_at" | "locked_until", interval: string) =>
  Effect.flatMap(
    Library,
    ({ sql }) => sql`
      UPDATE idempotency_keys SET ${sql(column)} = ${sql(column)} - ${interval}::interval WHERE key = ${key}`
  )

const until = <E, R>(condition: Effect.Effect<boolean, E, R>) =>
  condition.pipe(
    Effect.filterOrFail((holds) => holds),
    Effect.retry(Schedule.spaced("10 millis").pipe(Schedule.upTo({ duration: "10 seconds" })))
  )

/** A form that has begun to arrive: its last part does not come before it is asked for. */
const slowForm = Effect.fnUntraced(function* (key: string) {
  const { baseUrl, tokens } = yield* Library
  const { body, headers } = multipart([...fields, spice])
  const { hostname, port } = new URL(baseUrl)
  const socket = yield* Effect.acquireRelease(
    Effect.sync(() => connect({ host: hostname, port: Number(port) })),
    (socket) => Effect.sync(() => socket.destroy())
  )
  let text = ""
  socket.on("data", (chunk: Buffer) => (text += chunk.toString()))
  socket.on("error", () => {})
  socket.write(
    `POST /api/v1/books HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${tokens.ada}\r\nidempotency-key: ${key}\r\n` +
      `content-type: ${headers["content-type"]}\r\ncontent-length: ${body.length}\r\n\r\n`
  )
  socket.write(body.subarray(0, 300))
  yield* until(isHeld(key))
  return {
    finish: Effect.gen(function* () {
      socket.write(body.subarray(300))
      yield* until(Effect.sync(() => /\r\n\r\n\{.*\}/s.test(text)))
      return { status: Number(text.slice(9, 12)), body: text.slice(text.indexOf("\r\n\r\n") + 4) }
    }),
    hangUp: Effect.sync(() => socket.destroy())
  }
})

const isHeld = (key: string) =>
  Effect.flatMap(Library, ({ sql }) =>
    Effect.map(sql`SELECT 1 FROM idempotency_keys WHERE key = ${key} AND status IS NULL`, (rows) => rows.length === 1)
  )

/** What `Idempotency-Key` promises, on every database. */
export const idempotencySuite = (name: string, profile: Profile) =>
  layer(layerLibrary(profile), { excludeTestServices: true, timeout: "60 seconds" })(
    `calls under an Idempotency-Key, ${name}`,
    (it) => {
      it.effect("a book sent twice is there once, and both answers are the same to the byte", () =>
        Effect.gen(function* () {
          const key = newKey()
          const before = yield* belongings
          const first = yield* post(key, json({ title: "Dune", author: "Frank Herbert", tags: ["sand"] }))
          assert.deepStrictEqual([first.status, isReplay(first)], [201, false], first.text)
          const plain = yield* post(undefined, json({ title: "Dune", author: "Frank Herbert", tags: ["sand"] }))
          assert.deepStrictEqual(Object.keys(first.headers).toSorted(), Object.keys(plain.headers).toSorted())
          const second = yield* post(key, json({ title: "Dune", author: "Frank Herbert", tags: ["sand"] }))
          assert.isTrue(isReplay(second))
          assert.deepStrictEqual(result(second), result(first))
          assert.deepStrictEqual((yield* belongings).books, (before.books ?? 0) + 2)
        })
      )

      it.effect("an upload sent twice is read, compared and not stored again, whatever marks its parts", () =>
        Effect.gen(function* () {
          const key = newKey()
          const first = yield* post(key, form([...fields, spice], "----one"))
          assert.deepStrictEqual([first.status, isReplay(first)], [201, false], first.text)
          const second = yield* changingNothing(post(key, form([...fields, spice], "----another-one")))
          assert.isTrue(isReplay(second))
          assert.deepStrictEqual(result(second), result(first))
          const plain = yield* post(undefined, form([...fields, spice]))
          assert.deepStrictEqual(Object.keys(plain.headers).toSorted(), Object.keys(first.headers).toSorted())
        })
      )

      it.effect("another body under the same key is refused and changes nothing", () =>
        Effect.gen(function* () {
          const [ofJson, ofForm] = [newKey(), newKey()]
          const book = { title: "Dune", author: "Frank Herbert" }
          assert.strictEqual((yield* post(ofJson, json(book))).status, 201)
          assert.strictEqual((yield* post(ofForm, form([...fields, spice]))).status, 201)
          const others: ReadonlyArray<readonly [key: string, sent: Sent]> = [
            [ofJson, json({ ...book, title: "Dune Messiah" })],
            [ofJson, form([...fields, spice])],
            [ofForm, json(book)],
            [ofForm, form([...fields, file("The spice must not flow.")])],
            [ofForm, form([...fields, file(String(spice.content), "spice.txt")])],
            [ofForm, form([...fields, { name: "genre", content: "Fiction" }, spice])],
            [ofForm, form(fields)],
            [ofForm, form([...fields, file("a".repeat(2 * 1024 * 1024))])],
            [ofForm, { ...form([...fields, spice]), body: "------a-boundary-of-this-test\r\nbroken" }]
          ]
          yield* changingNothing(
            Effect.forEach(others, ([key, sent]) =>
              Effect.map(post(key, sent), (answer) =>
                assert.deepStrictEqual([answer.status, codeOf(answer)], [409, "IDEMPOTENCY_KEY_REUSED"])
              )
            )
          )
          assert.isTrue(isReplay(yield* post(ofJson, json(book))))
        })
      )

      it.effect("twenty at once make one book", () =>
        Effect.gen(function* () {
          for (const sent of [json({ title: "Once", author: "Ann Author" }), form([...fields, spice])]) {
            const key = newKey()
            const before = yield* belongings
            const answers = yield* Effect.all(
              Array.from({ length: 20 }, () => post(key, sent)),
              { concurrency: "unbounded" }
            )
            const made = answers.filter(({ status }) => status === 201)
            assert.strictEqual(new Set(made.map(({ text }) => text)).size, 1)
            assert.strictEqual(made.filter((answer) => !isReplay(answer)).length, 1)
            for (const answer of answers.filter(({ status }) => status !== 201)) {
              assert.deepStrictEqual([answer.status, codeOf(answer)], [409, "IDEMPOTENCY_KEY_IN_USE"])
              assert.match(String(answer.headers["retry-after"]), /^[1-9][0-9]*$/)
            }
            assert.strictEqual((yield* belongings).books, (before.books ?? 0) + 1)
            assert.isTrue(isReplay(yield* post(key, sent)))
          }
        })
      )

      it.effect("a key counts for one person and one call", () =>
        Effect.gen(function* () {
          const key = newKey()
          const sent = form([...fields, spice])
          const mine = yield* post(key, sent)
          const others = [yield* post(key, sent, "bob"), yield* post(key, sent, "eve")]
          for (const other of others) {
            assert.deepStrictEqual([other.status, isReplay(other)], [201, false], other.text)
            assert.notStrictEqual(other.text, mine.text)
          }
          const summary = yield* post(key, {}, "ada", `${String(mine.headers["location"]).slice(7)}/summarize`)
          assert.deepStrictEqual([summary.status, isReplay(summary)], [202, false], summary.text)
        })
      )

      it.effect("a refusal frees the key", () =>
        Effect.gen(function* () {
          const key = newKey()
          const isbn = "9780441172719"
          yield* post(undefined, json({ title: "Dune", author: "Frank Herbert", isbn }))
          const refused: ReadonlyArray<readonly [status: number, sent: Sent]> = [
            [422, json({ title: "", author: "Frank Herbert" })],
            [409, json({ title: "Dune", author: "Frank Herbert", isbn })],
            [400, { headers: { "content-type": "application/json" }, body: "{" }],
            [415, form([...fields, file("Once", "dune.pdf")])],
            [422, form([fields[0]!, spice])],
            [413, form([...fields, file("a".repeat(2 * 1024 * 1024))])],
            // Nobody says beforehand how long it is.
            [413, inPieces(json({ title: "Dune", author: "a".repeat(2 * 1024 * 1024) }))]
          ]
          const held = yield* keysHeld
          yield* changingNothing(
            Effect.forEach(refused, ([status, sent]) =>
              Effect.map(post(key, sent), (answer) => assert.strictEqual(answer.status, status, answer.text))
            )
          )
          assert.strictEqual(yield* keysHeld, held)
          assert.strictEqual((yield* post(key, json({ title: "Dune", author: "Frank Herbert" }))).status, 201)
        })
      )

      it.effect("what is no key is refused, and what nobody may do holds none", () =>
        Effect.gen(function* () {
          const { baseUrl } = yield* Library
          const held = yield* keysHeld
          const book = json({ title: "Dune", author: "Frank Herbert" })
          yield* changingNothing(
            Effect.gen(function* () {
              for (const key of ["", "a".repeat(256), "caf\u00e9"]) {
                const answer = yield* post(key, book)
                assert.strictEqual(answer.status, 422, key)
                assert.deepStrictEqual(
                  new Set(problemIn(answer.text).errors?.map(({ pointer }) => pointer)),
                  new Set(["header/idempotency-key"])
                )
              }
              const stranger = { ...book, headers: { ...book.headers, "idempotency-key": newKey() } }
              const answer = yield* send(baseUrl, { ...stranger, method: "POST", path: "/api/v1/books" })
              assert.strictEqual(answer.status, 401)
            })
          )
          assert.strictEqual(yield* keysHeld, held)
          assert.strictEqual((yield* post("a key of 255 characters ".padEnd(255, "!"), book)).status, 201)
        })
      )

      it.effect("a key counts for a day, and is deleted then", () =>
        Effect.gen(function* () {
          const { services, sql } = yield* Library
          const [old, young] = [newKey(), newKey()]
          const book = json({ title: "Dune", author: "Frank Herbert" })
          const first = yield* post(old, book)
          yield* post(young, book)
          yield* age(young, "created_at", "23 hours 59 minutes")
          yield* age(old, "created_at", "24 hours 1 second")
          assert.isTrue(isReplay(yield* post(young, book)))
          const again = yield* post(old, json({ title: "Dune Messiah", author: "Frank Herbert" }))
          assert.deepStrictEqual([again.status, isReplay(again)], [201, false])
          assert.notStrictEqual(again.text, first.text)

          yield* age(old, "created_at", "24 hours 1 second")
          const [handler] = yield* Effect.provideContext(IdempotencyJobs.handlers, services)
          const completion = yield* handler!.run({
            jobId: newKey(),
            organizationId: null,
            payload: {},
            attempt: 1,
            report: () => Effect.void,
            children: Effect.succeed([])
          })
          assert.deepStrictEqual(completion.result, { deleted: 1 })
          const left = yield* sql<{
            readonly key: string
          }>`SELECT key FROM idempotency_keys WHERE key IN (${old}, ${young})`
          assert.deepStrictEqual(left, [{ key: young }])
        })
      )

      it.effect("while the first request is at work others wait, and a minute later one takes its place", () =>
        Effect.gen(function* () {
          const key = newKey()
          const before = yield* belongings
          const slow = yield* slowForm(key)
          const waiting = yield* post(key, form([...fields, spice]))
          assert.deepStrictEqual([waiting.status, codeOf(waiting)], [409, "IDEMPOTENCY_KEY_IN_USE"])
          assert.isAtLeast(Number(waiting.headers["retry-after"]), 1)
          yield* age(key, "locked_until", "1 minute")
          const taken = yield* post(key, form([...fields, spice]))
          assert.deepStrictEqual([taken.status, isReplay(taken)], [201, false], taken.text)
          // The first was only slow. It must not make a second book.
          const late = yield* slow.finish
          assert.deepStrictEqual([late.status, problemIn(late.body).code], [409, "IDEMPOTENCY_KEY_IN_USE"])
          const after = yield* belongings
          assert.deepStrictEqual([after.books, after.files], [(before.books ?? 0) + 1, (before.files ?? 0) + 1])
          assert.strictEqual(after.objects, before.objects + 1)
          assert.deepStrictEqual(result(yield* post(key, form([...fields, spice]))), result(taken))
        }).pipe(Effect.scoped)
      )

      it.effect("who hangs up frees the key", () =>
        Effect.gen(function* () {
          const key = newKey()
          const slow = yield* slowForm(key)
          yield* slow.hangUp
          yield* until(Effect.map(isHeld(key), (held) => !held))
          assert.strictEqual((yield* post(key, form([...fields, spice]))).status, 201)
        }).pipe(Effect.scoped)
      )

      it.effect("asking for a summary twice gives the first answer, whatever became of the job", () =>
        Effect.gen(function* () {
          const { ada, sql } = yield* Library
          const book = yield* ada.upload("Summaries", { name: "a.txt", bytes: "A dragon sleeps. ".repeat(30) })
          yield* ada.summaryOf(book.id)
          const summarize = (key: string, id: string = book.id) => post(key, {}, "ada", `/books/${id}/summarize`)
          const [none, one] = [newKey(), newKey()]
          assert.deepStrictEqual((yield* summarize(none)).text, '{"jobId":null}')
          yield* sql`DELETE FROM book_summaries WHERE book_id = ${book.id}`
          const replayed = yield* summarize(none)
          assert.deepStrictEqual([replayed.status, replayed.text, isReplay(replayed)], [202, '{"jobId":null}', true])
          const asked = yield* summarize(one)
          assert.match(asked.text, /^\{"jobId":"[0-9a-f-]{36}"\}$/)
          yield* ada.summaryOf(book.id)
          assert.deepStrictEqual(result(yield* summarize(one)), result(asked))
          const other = yield* ada.upload("Another", { name: "a.txt", bytes: "A dragon wakes. ".repeat(30) })
          assert.strictEqual(codeOf(yield* summarize(one, other.id)), "IDEMPOTENCY_KEY_REUSED")
        })
      )

      it.effect("typed clients choose keys too, and learn by name why one is refused", () =>
        Effect.gen(function* () {
          const { ada } = yield* Library
          const headers = { "idempotency-key": newKey() }
          const add = (title: string) =>
            ada.api.books.add({ headers, payload: formOf({ title, author: "Ann Author" }) })
          const first = yield* add("Keys")
          assert.strictEqual((yield* add("Keys")).body.id, first.body.id)
          assert.strictEqual((yield* Effect.flip(add("Locks")))._tag, "IdempotencyKeyReused")
        })
      )

      it.effect("a key costs two statements, a repetition one, and no key none", () =>
        Effect.gen(function* () {
          const { ada, statements } = yield* Library
          const book = yield* ada.upload("Idle", { name: "a.txt", bytes: "A dragon sleeps. ".repeat(30) })
          yield* ada.summaryOf(book.id)
          const cost = Effect.fnUntraced(function* (key: string | undefined, sent: Sent, path?: string) {
            const start = statements.length
            const { status } = yield* post(key, sent, "ada", path)
            const own = statements.slice(start).filter((text) => text.includes("idempotency_keys"))
            return { status, own: own.length }
          })
          const key = newKey()
          const [sent, bad] = [json({ title: "Dune", author: "Frank Herbert" }), json({ title: "" })]
          assert.deepStrictEqual(yield* cost(undefined, sent), { status: 201, own: 0 })
          assert.deepStrictEqual(yield* cost(key, sent), { status: 201, own: 2 })
          assert.deepStrictEqual(yield* cost(key, sent), { status: 201, own: 1 })
          assert.deepStrictEqual(yield* cost(newKey(), bad), { status: 422, own: 2 })
          assert.deepStrictEqual(yield* cost(newKey(), form(fields)), { status: 201, own: 2 })
          assert.deepStrictEqual(yield* cost(newKey(), {}, `/books/${book.id}/summarize`), { status: 202, own: 2 })
        })
      )
    }
  )
