import { assert, layer } from "@effect/vitest"
import { Effect, type Scope, Stream } from "effect"
import { DocumentId, mostDocuments } from "#contract/workspace/Document.ts"
import type { Environment } from "../../support/TestServer.ts"
import type { Part, WireRequest } from "../../support/Wire.ts"
import { addText, call, filePart, form, json, layerOffice, newReader, Office, type Person, refusal } from "./Office.ts"

type Sent = Pick<WireRequest, "headers" | "body">
const text = "The bridge over the harbour was opened in 1887."
const megabyte = 1024 * 1024

/** What is sent in the place of a document, and how it is refused. */
const hostile: ReadonlyArray<readonly [name: string, sent: Sent, refused: object]> = [
  [
    "a program called a.pdf",
    form(filePart("a.pdf", Buffer.from("4d5a9000", "hex"), "application/pdf")),
    { status: 415, code: "FILE_TYPE_MISMATCH" }
  ],
  ["a PDF called a.md", form(filePart("a.md", "%PDF-1.7\n1 0 obj\n")), { status: 415, code: "FILE_TYPE_MISMATCH" }],
  ["an archive", form(filePart("a.zip", "PK\x03\x04 and so on")), { status: 415, code: "UNSUPPORTED_FILE_TYPE" }],
  ["an empty file", form(filePart("a.pdf", "")), { status: 422, code: "FILE_EMPTY" }],
  [
    "a byte more than allowed",
    form(filePart("a.txt", "a".repeat(megabyte + 1))),
    { status: 413, code: "FILE_TOO_LARGE" }
  ],
  [
    "thousands of parts",
    form(...Array.from({ length: 3000 }, (): Part => ({ name: "title", content: "a" }))),
    { status: 413, code: "TOO_MANY_PARTS" }
  ],
  ["a huge field", form({ name: "title", content: "a".repeat(200_000) }), { status: 413, code: "FIELD_TOO_LARGE" }],
  [
    "a form without a file",
    form({ name: "title", content: "Minutes" }),
    { status: 422, code: "VALIDATION_FAILED", pointers: ["/file"] }
  ],
  [
    "two files",
    form(filePart("a.txt", text), filePart("b.txt", text)),
    { status: 422, code: "VALIDATION_FAILED", pointers: ["/file"] }
  ],
  [
    "a field that says whose it is",
    form(filePart("a.txt", text), { name: "ownerId", content: "me" }),
    { status: 422, code: "UNKNOWN_FIELD", pointers: ["/ownerId"] }
  ],
  [
    "a visibility that there is not",
    form(filePart("a.txt", text), { name: "visibility", content: "everybody" }),
    { status: 422, code: "VALIDATION_FAILED", pointers: ["/visibility"] }
  ],
  [
    "a form that breaks off",
    { ...form(), body: form(filePart("a.txt", text)).body.subarray(0, 150) },
    { status: 400, code: "MALFORMED_MULTIPART" }
  ],
  [
    "a text without a title or content",
    json({ title: " ", content: "\u200b" }),
    { status: 422, code: "VALIDATION_FAILED", pointers: ["/title", "/content"] }
  ],
  [
    "a text with a zero byte",
    json({ title: "a", content: "a\u0000b" }),
    { status: 422, code: "INVALID_TEXT", pointers: ["/content"] }
  ],
  [
    "a text longer than allowed",
    json({ title: "a", content: "a".repeat(500_001) }),
    { status: 422, code: "TOO_LONG", pointers: ["/content"] }
  ],
  ["no JSON", { ...json({}), body: "{" }, { status: 400, code: "MALFORMED_JSON" }]
]

/** What the calls about documents refuse, list and cost. Nobody does the work they ask for. */
export const deskSuite = (name: string, profile: Effect.Effect<Environment, unknown, Scope.Scope>) =>
  layer(layerOffice(profile, false), { excludeTestServices: true, timeout: "90 seconds" })(
    `the desk for documents, ${name}`,
    (it) => {
      const countRows = Effect.fnUntraced(function* ({ organizationId }: Person) {
        const { sql } = yield* Office
        const rows = yield* sql<{ readonly count: number }>`
          SELECT (SELECT count(*)::int FROM documents WHERE organization_id = ${organizationId})
            + (SELECT count(*)::int FROM jobs WHERE organization_id = ${organizationId}) AS count`
        return rows[0]?.count
      })

      it.effect("refuses what is no document, and keeps nothing of it", () =>
        Effect.gen(function* () {
          const { storage, stranger } = yield* Office
          const kept = yield* addText(stranger, "Kept", text)
          const rows = yield* countRows(stranger)
          for (const [what, sent, refused] of hostile) {
            assert.deepStrictEqual(yield* refusal(stranger, "POST", "/documents", sent), refused, what)
            // A change need not bring a title, a text or a file.
            if (what === "a form without a file") continue
            assert.deepStrictEqual(yield* refusal(stranger, "PUT", `/documents/${kept.id}`, sent), refused, what)
          }
          assert.strictEqual(yield* countRows(stranger), rows)
          const stored = yield* Stream.runCollect(storage.list(`${stranger.organizationId}/`))
          assert.strictEqual(stored.length, 1)
        })
      )

      it.effect("names files after what they are called, wherever they come from, and stores them under ids", () =>
        Effect.gen(function* () {
          const { ann } = yield* Office
          const names: ReadonlyArray<readonly [sent: string, shown: string, title: string]> = [
            ["../../etc/passwd", "passwd", "passwd"],
            ["C:\\windows\\CON.txt", "CON.txt", "CON"],
            [`${"a".repeat(300)}.txt`, `${"a".repeat(196)}.txt`, "a".repeat(196)],
            ["notes.md", "notes.md", "notes"]
          ]
          for (const [sent, shown, title] of names) {
            const { status, text: body } = yield* call(ann, "POST", "/documents", form(filePart(sent, `# ${text}`)))
            assert.strictEqual(status, 201, body)
            assert.deepInclude(JSON.parse(body), { fileName: shown, title, type: "txt" })
          }
          const page = "<svg onload=alert(1)>"
          const { text: body } = yield* call(ann, "POST", "/documents", form(filePart("a.txt", page)))
          const { headers } = yield* call(ann, "GET", `/documents/${JSON.parse(body).id}/file`)
          assert.include(headers, {
            "content-type": "text/plain",
            "x-content-type-options": "nosniff",
            "content-disposition": `attachment; filename="a.txt"; filename*=UTF-8''a.txt`
          })
        })
      )

      it.effect("lists one's own documents and those of the library, newest first, each of them once", () =>
        Effect.gen(function* () {
          const { ann, bob } = yield* Office
          const reader = yield* newReader
          const added: Array<{ readonly by: Person; readonly title: string; readonly visible: boolean }> = []
          for (let i = 0; i < 12; i++) {
            const by = [reader, ann, bob][i % 3] ?? reader
            const visibility = i % 2 === 0 ? "organization" : "private"
            added.push({
              by,
              title: `Walk ${i} ${visibility}`,
              visible: by === reader || visibility === "organization"
            })
            yield* addText(by, `Walk ${i} ${visibility}`, text, visibility)
          }
          const walk = Effect.fnUntraced(function* (query: Record<string, string | boolean>) {
            const titles: Array<string> = []
            let cursor: string | undefined
            do {
              const page = yield* reader.api.documents.list({
                query: { limit: 3, q: "walk", ...query, ...(cursor === undefined ? {} : { cursor }) }
              })
              titles.push(...page.items.map(({ title }) => title))
              cursor = page.nextCursor
              if (cursor === undefined) assert.strictEqual(page.total, titles.length)
            } while (cursor !== undefined)
            return titles
          })
          const titles = (wish: (document: (typeof added)[number]) => boolean) =>
            added
              .filter((document) => document.visible && wish(document))
              .map(({ title }) => title)
              .toReversed()
          assert.deepStrictEqual(
            yield* walk({}),
            titles(() => true)
          )
          assert.deepStrictEqual(
            yield* walk({ mine: true }),
            titles(({ by }) => by === reader)
          )
          assert.deepStrictEqual(
            yield* walk({ mine: false }),
            titles(({ by }) => by !== reader)
          )
          assert.deepStrictEqual(
            yield* walk({ visibility: "private" }),
            titles(({ title }) => /private/.test(title))
          )
          assert.deepStrictEqual(
            yield* walk({ status: "processing" }),
            titles(() => true)
          )
          assert.deepStrictEqual(yield* walk({ status: "active" }), [])
          assert.deepStrictEqual(yield* walk({ q: "walk 11" }), [])
          assert.deepStrictEqual(yield* walk({ q: "wal 10" }), [])
          assert.deepStrictEqual(
            yield* walk({ q: "walk organ" }),
            titles(({ title }) => /organization/.test(title))
          )

          const byNumber = yield* reader.api.documents.list({ query: { limit: 3, q: "walk", page: 2 } })
          assert.deepStrictEqual(
            byNumber.items.map(({ title }) => title),
            titles(() => true).slice(3, 6)
          )
          const { nextCursor = "" } = yield* reader.api.documents.list({ query: { limit: 3, q: "walk" } })
          const foreign = yield* refusal(ann, "GET", `/documents?q=walk&cursor=${nextCursor}`)
          assert.deepStrictEqual(foreign, { status: 400, code: "INVALID_CURSOR" })
        })
      )

      it.effect("takes no more documents of one person than there may be, also of calls that race", () =>
        Effect.gen(function* () {
          const { sql } = yield* Office
          const reader = yield* newReader
          yield* sql`
            INSERT INTO documents (id, organization_id, owner_id, title, file_id, file_name, type, size, sha256)
            SELECT gen_random_uuid(), ${reader.organizationId}, ${reader.id}, 'One of many', gen_random_uuid(), 'a.txt', 'txt', 1,
              repeat('0', 64)
            FROM generate_series(1, ${mostDocuments - 1}::int)`
          const answers = yield* Effect.all(
            Array.from({ length: 4 }, () => call(reader, "POST", "/documents", json({ title: "More", content: text }))),
            { concurrency: 4 }
          )
          assert.deepStrictEqual(answers.map(({ status }) => status).sort(), [201, 409, 409, 409])
          const file = yield* refusal(reader, "POST", "/documents", form(filePart("a.txt", text)))
          assert.deepStrictEqual(file, { status: 409, code: "TOO_MANY_DOCUMENTS" })
        })
      )

      it.effect("lets one of two who change the same version have their way", () =>
        Effect.gen(function* () {
          const { ann } = yield* Office
          const { id } = yield* addText(ann, "Race", text)
          const change = (title: string) =>
            call(ann, "PUT", `/documents/${id}`, {
              ...json({ title }),
              headers: { ...json({}).headers, "if-match": '"1"' }
            })
          const answers = yield* Effect.all([change("One"), change("Other")], { concurrency: 2 })
          assert.deepStrictEqual(answers.map(({ status }) => status).sort(), [200, 412])
        })
      )

      it.effect("asks the database no more often than it must", () =>
        Effect.gen(function* () {
          const { ann, statements } = yield* Office
          const { id } = yield* addText(ann, "Costs", text)
          const cost = Effect.fnUntraced(function* (...asked: Parameters<typeof call>) {
            const start = statements.length
            const { status } = yield* call(...asked)
            // On a server one more puts each transaction behind the wall, and now and then who asks is looked up.
            const apart = /set_config\('role'|FROM sessions\s+JOIN users/
            return [status, statements.slice(start).filter((statement) => !apart.test(statement)).length]
          })
          const path = `/documents/${id}`
          const none = DocumentId.make(crypto.randomUUID())
          const costs = {
            get: yield* cost(ann, "GET", path),
            absent: yield* cost(ann, "GET", `/documents/${none}`),
            list: yield* cost(ann, "GET", "/documents?q=costs&status=processing"),
            content: yield* cost(ann, "GET", `${path}/content`),
            file: yield* cost(ann, "GET", `${path}/file`),
            add: yield* cost(ann, "POST", "/documents", json({ title: "Costs", content: text })),
            show: yield* cost(ann, "PUT", path, json({ visibility: "organization" })),
            change: yield* cost(ann, "PUT", path, json({ content: text })),
            remove: yield* cost(ann, "DELETE", path)
          }
          assert.deepStrictEqual(costs, {
            get: [200, 1],
            absent: [404, 1],
            list: [200, 2],
            content: [404, 2],
            file: [200, 1],
            add: [201, 7],
            show: [200, 5],
            change: [200, 9],
            remove: [204, 6]
          })
        })
      )
    }
  )
