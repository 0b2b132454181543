import { assert, layer } from "@effect/vitest"
import { Effect, Schedule, type Scope } from "effect"
import type { DocumentId } from "#contract/workspace/Document.ts"
import { pdfBook, pdfScan } from "../../support/Pdf.ts"
import type { Environment } from "../../support/TestServer.ts"
import {
  addFile,
  addText,
  call,
  contentOf,
  documentIn,
  filePart,
  form,
  getDocument,
  json,
  layerOffice,
  newReader,
  Office,
  type Person,
  refusal
} from "./Office.ts"

const bridge = "The bridge over the harbour was opened in 1887 by the mayor of the town."
const lighthouse = "The lighthouse on the cape was lit in 1902 by the daughter of its keeper."
const ferry = "The ferry to the island left at nine, and came back when the tide allowed it."

/** For whom what stands in the document is found: for nobody, for one person, or for all. */
const foundFor = Effect.fnUntraced(function* (id: DocumentId) {
  const { sql } = yield* Office
  const rows = yield* sql<{ readonly ownerId: string | null }>`
    SELECT DISTINCT s.owner_id FROM sources s
    JOIN chunks c ON c.organization_id = s.organization_id AND c.source_id = s.id
    WHERE s.id = ${id}`
  return rows.length === 0 ? "nobody" : (rows[0]?.ownerId ?? "all")
})

const wordsFound = Effect.fnUntraced(function* (id: DocumentId) {
  const { sql } = yield* Office
  const rows = yield* sql<{ readonly body: string }>`SELECT body FROM chunks WHERE source_id = ${id} ORDER BY ordinal`
  return rows.map(({ body }) => body).join("")
})

/** Which documents the library cites to somebody who asks about the lighthouse. */
const citedTo = Effect.fnUntraced(function* (by: Person) {
  const { headers, status, text } = yield* call(
    by,
    "POST",
    "/qa",
    json({ question: "When was the lighthouse on the cape lit?" })
  )
  assert.strictEqual(status, 200, text)
  assert.include(String(headers["content-type"]), "application/json")
  const { citations, passages = [] } = JSON.parse(text)
  return new Set([...citations, ...passages].map(({ sourceId }) => String(sourceId)))
})

const soon = <A, E, R>(effect: Effect.Effect<A, E, R>, wish: (value: A) => boolean) =>
  effect.pipe(
    Effect.filterOrFail(wish, (value) => `not yet: ${String(value)}`),
    Effect.retry(Schedule.spaced("25 millis").pipe(Schedule.upTo({ duration: "20 seconds" })))
  )

const auditOf = ({ sql }: Office["Service"], id: DocumentId) =>
  sql`SELECT actor_id, action, detail FROM audit_entries WHERE subject_id = ${id}`

/** What documents are for those who bring and read them. */
export const documentsSuite = (name: string, profile: Effect.Effect<Environment, unknown, Scope.Scope>) =>
  layer(layerOffice(profile, true), { excludeTestServices: true, timeout: "90 seconds" })(
    `documents, ${name}`,
    (it) => {
      it.effect("a PDF is read, opened by page and by place, edited, and gone with all that was read in it", () =>
        Effect.gen(function* () {
          const { ann, sql } = yield* Office
          const bytes = yield* Effect.promise(() => pdfBook([bridge, ferry]))
          const headers = { "idempotency-key": crypto.randomUUID() }
          const upload = form(filePart("C:\\minutes\\Spring_meeting.pdf", bytes))
          const added = yield* call(ann, "POST", "/documents", {
            ...upload,
            headers: { ...upload.headers, ...headers }
          })
          assert.deepStrictEqual([added.status, added.headers["etag"]], [201, '"1"'], added.text)
          const again = yield* call(ann, "POST", "/documents", {
            ...upload,
            headers: { ...upload.headers, ...headers }
          })
          assert.deepStrictEqual([again.status, again.text], [201, added.text])
          const { id, jobId, ...first } = JSON.parse(added.text)
          assert.strictEqual(added.headers["location"], `/api/v1/documents/${id}`)
          assert.deepInclude(first, {
            title: "Spring meeting",
            fileName: "Spring_meeting.pdf",
            ownerId: ann.id,
            visibility: "private",
            status: "processing",
            type: "pdf",
            size: bytes.length,
            characters: null
          })

          const read = yield* documentIn(ann, id, "active")
          assert.deepInclude(read, { jobId, pages: 2, language: "en", version: 1 })
          assert.isUndefined(read.error)
          const whole = yield* ann.api.documents.content({ params: { id }, query: {} })
          assert.deepInclude(whole, { start: 0, end: whole.text.length, pageCount: 2 })
          assert.deepStrictEqual([read.characters, whole.characters], [whole.text.length, whole.text.length])
          assert.include(whole.text, bridge)
          const second = yield* ann.api.documents.content({ params: { id }, query: { page: 2 } })
          assert.strictEqual(second.text, ferry)
          assert.deepStrictEqual(second.pages, [{ number: 2, start: second.start, end: second.end }])
          const part = yield* ann.api.documents.content({ params: { id }, query: { start: 4, end: 10 } })
          assert.deepInclude(part, { start: 4, end: 10, text: "bridge" })
          assert.deepStrictEqual(
            part.pages.map(({ number }) => number),
            [1]
          )
          const file = yield* call(ann, "GET", `/documents/${id}/file`, { headers: { range: "bytes=0-4" } })
          assert.deepStrictEqual([file.status, file.text], [206, "%PDF-"])

          const renamed = yield* call(ann, "PUT", `/documents/${id}`, {
            ...json({ title: "Minutes" }),
            headers: { ...json({}).headers, "if-match": '"1"' }
          })
          assert.deepStrictEqual([renamed.status, renamed.headers["etag"]], [200, '"2"'])
          const lost = { ...json({ title: "Lost" }), headers: { ...json({}).headers, "if-match": '"1"' } }
          const stale = { status: 412, code: "PRECONDITION_FAILED" }
          assert.deepStrictEqual(yield* refusal(ann, "PUT", `/documents/${id}`, lost), stale)
          const gone = { headers: { "if-match": '"1"' } }
          assert.deepStrictEqual(yield* refusal(ann, "DELETE", `/documents/${id}`, gone), stale)
          assert.strictEqual((yield* call(ann, "DELETE", `/documents/${id}`)).status, 204)
          assert.strictEqual((yield* refusal(ann, "GET", `/documents/${id}`)).code, "DOCUMENT_NOT_FOUND")
          assert.strictEqual(yield* foundFor(id), "nobody")
          const left = sql`SELECT FROM document_texts WHERE document_id = ${id}`
          assert.strictEqual((yield* left).length, 0)
          // Its file goes by a job, which forgets that it had to.
          const waiting = sql`SELECT FROM deleted_files WHERE organization_id = ${ann.organizationId} AND folder = 'documents'`
          yield* soon(waiting, (rows) => rows.length === 0)
        })
      )

      it.effect("while new content is read the one before still answers, and then only the new one does", () =>
        Effect.gen(function* () {
          const { ann } = yield* Office
          const { id } = yield* addText(ann, "Timetable", bridge)
          yield* documentIn(ann, id, "active")
          const changed = yield* ann.api.documents.update({ params: { id }, headers: {}, payload: { content: ferry } })
          assert.deepInclude(changed.body, { status: "updating", version: 2 })
          assert.include([bridge, ferry], yield* contentOf(ann, id))
          yield* documentIn(ann, id, "active")
          assert.strictEqual(yield* contentOf(ann, id), ferry)
          assert.strictEqual((yield* wordsFound(id)).trim(), ferry)
        })
      )

      it.effect("what cannot be read says why, and what could be read before still answers", () =>
        Effect.gen(function* () {
          const { ann } = yield* Office
          const locked = yield* Effect.promise(() => pdfBook([bridge], { userPassword: "secret" }))
          const scan = yield* Effect.promise(() => pdfScan(1))
          const { id } = yield* addFile(ann, { name: "locked.pdf", bytes: locked })
          const refused = yield* documentIn(ann, id, "error")
          assert.strictEqual(refused.error?.code, "PDF_ENCRYPTED")
          const notRead = yield* refusal(ann, "GET", `/documents/${id}/content`)
          assert.deepStrictEqual(notRead, { status: 404, code: "DOCUMENT_NOT_READ" })
          assert.strictEqual((yield* call(ann, "PUT", `/documents/${id}`, form(filePart("a.txt", ferry)))).status, 200)
          yield* documentIn(ann, id, "active")

          assert.strictEqual(
            (yield* call(ann, "PUT", `/documents/${id}`, form(filePart("scan.pdf", scan)))).status,
            200
          )
          assert.strictEqual((yield* documentIn(ann, id, "error")).error?.code, "NEEDS_OCR")
          assert.strictEqual(yield* contentOf(ann, id), ferry)
          assert.strictEqual(yield* foundFor(id), ann.id)
          const failed = yield* ann.api.documents.list({ query: { limit: 100, status: "error" } })
          assert.include(
            failed.items.map((document) => document.id),
            id
          )
        })
      )

      it.effect("a private document is there for its owner alone, one of the library for everybody in it", () =>
        Effect.gen(function* () {
          const office = yield* Office
          const { admin, ann, bob, stranger } = office
          const own = yield* addText(ann, "Diary", bridge)
          const shared = yield* addText(ann, "Notice", ferry, "organization")
          yield* Effect.forEach([own, shared], ({ id }) => documentIn(ann, id, "active"))
          const everyCall = (by: Person, id: DocumentId) =>
            Effect.forEach(
              [
                ["GET", ""],
                ["GET", "/content"],
                ["GET", "/file"],
                ["PUT", ""],
                ["DELETE", ""]
              ] as const,
              ([method, path]) =>
                Effect.map(
                  call(by, method, `/documents/${id}${path}`, method === "PUT" ? json({ title: "Mine" }) : {}),
                  ({ status }) => status
                )
            )
          for (const by of [bob, admin]) {
            assert.deepStrictEqual(yield* everyCall(by, own.id), [404, 404, 404, 404, 404])
          }
          assert.deepStrictEqual(yield* everyCall(stranger, shared.id), [404, 404, 404, 404, 404])
          assert.deepStrictEqual(yield* everyCall(bob, shared.id), [200, 200, 200, 403, 403])
          assert.deepStrictEqual([yield* foundFor(own.id), yield* foundFor(shared.id)], [ann.id, "all"])
          assert.deepStrictEqual(yield* auditOf(office, shared.id), [])
          assert.deepStrictEqual(yield* everyCall(admin, shared.id), [200, 200, 200, 403, 204])
          assert.deepStrictEqual(yield* auditOf(office, shared.id), [
            { actorId: admin.id, action: "document.remove", detail: { title: "Notice", ownerId: ann.id } }
          ])
        })
      )

      it.effect("a document that is made private answers nobody else any more as soon as that is said", () =>
        Effect.gen(function* () {
          const { ann, bob } = yield* Office
          const { id } = yield* addText(ann, "Plan", lighthouse, "organization")
          yield* documentIn(ann, id, "active")
          assert.isTrue((yield* citedTo(bob)).has(id))
          const update = (visibility: "private" | "organization") =>
            ann.api.documents.update({ params: { id }, headers: {}, payload: { visibility } })
          yield* update("private")
          assert.isFalse((yield* citedTo(bob)).has(id))
          assert.isTrue((yield* citedTo(ann)).has(id))
          assert.strictEqual((yield* refusal(bob, "GET", `/documents/${id}`)).status, 404)
          yield* update("organization")
          assert.isTrue((yield* citedTo(bob)).has(id))
          // Said while it is being read: whatever the reading began with, it ends private.
          yield* ann.api.documents.update({ params: { id }, headers: {}, payload: { content: ferry } })
          yield* update("private")
          yield* documentIn(ann, id, "active")
          assert.strictEqual(yield* foundFor(id), ann.id)
        })
      )

      it.effect("with their owner go private documents; those of the library stay, and name nobody", () =>
        Effect.gen(function* () {
          const { admin, ann, sql } = yield* Office
          const reader = yield* newReader
          const own = yield* addText(reader, "Letters", bridge)
          const shared = yield* addText(reader, "Guide", ferry, "organization")
          yield* Effect.forEach([own, shared], ({ id }) => documentIn(reader, id, "active"))
          const { data } = yield* reader.api.profile.export()
          assert.deepStrictEqual(
            (data["documents"] ?? []).map((document) => JSON.parse(JSON.stringify(document)).title),
            ["Guide", "Letters"]
          )
          assert.strictEqual((yield* call(admin, "DELETE", `/users/${reader.id}`)).status, 204)
          assert.strictEqual((yield* sql`SELECT FROM documents WHERE id = ${own.id}`).length, 0)
          assert.strictEqual(yield* foundFor(own.id), "nobody")
          const left = yield* getDocument(ann, shared.id)
          assert.deepInclude(left, { title: "Guide", ownerId: null, status: "active" })
          assert.strictEqual(yield* foundFor(shared.id), "all")
          assert.strictEqual(
            (yield* refusal(ann, "PUT", `/documents/${shared.id}`, json({ title: "Mine" }))).status,
            403
          )
          const waiting = sql`SELECT FROM deleted_files WHERE organization_id = ${ann.organizationId} AND folder = 'documents'`
          yield* soon(waiting, (rows) => rows.length === 0)
        })
      )

      it.effect("places in a text count as programs count, also behind characters of two units", () =>
        Effect.gen(function* () {
          const { ann } = yield* Office
          const text = `📚 Books: ${"𝒜 harbour. ".repeat(50)}The end.`
          const { id } = yield* addText(ann, "Signs", text)
          const { characters } = yield* documentIn(ann, id, "active")
          assert.strictEqual(characters, text.length)
          const start = text.indexOf("The end.")
          const end = yield* ann.api.documents.content({ params: { id }, query: { start, end: start + 7 } })
          assert.deepInclude(end, { start, end: start + 7, text: "The end" })
          const halved = yield* ann.api.documents.content({ params: { id }, query: { start: 1, end: 11 } })
          assert.deepInclude(halved, { start: 0, end: 12, text: text.slice(0, 12) })
          const behind = yield* ann.api.documents.content({ params: { id }, query: { start: 90_000_000 } })
          assert.deepInclude(behind, { start: text.length, end: text.length, text: "", pages: [] })
          assert.strictEqual((yield* refusal(ann, "GET", `/documents/${id}/content?page=9`)).code, "PAGE_NOT_FOUND")
          assert.deepStrictEqual(yield* refusal(ann, "GET", `/documents/${id}/content?start=5&end=5`), {
            status: 422,
            code: "VALIDATION_FAILED",
            pointers: ["query/end"]
          })
        })
      )
    }
  )
