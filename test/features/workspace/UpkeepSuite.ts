import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { assert, layer } from "@effect/vitest"
import { Clock, ConfigProvider, Duration, Effect, Fiber, FileSystem, Latch, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import { SqlClient } from "effect/sql"
import { FileId } from "#contract/File.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import type { Document, DocumentId, Visibility } from "#contract/workspace/Document.ts"
import { fileKey } from "#features/catalogue/files/FileKey.ts"
import { Indexing } from "#features/intelligence/retrieval/Indexing.ts"
import { VectorSearch } from "#features/intelligence/retrieval/vectors/VectorSearch.ts"
import type { Actor } from "#features/workspace/DocumentPolicy.ts"
import { Documents } from "#features/workspace/Documents.ts"
import { FindUnsearchable } from "#features/workspace/FindUnsearchable.ts"
import { ReadDocument } from "#features/workspace/ReadDocument.ts"
import { CollectOrphans, handlers, stillShown } from "#features/workspace/WorkspaceJobs.ts"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { Reactions } from "#jobs/Reactions.ts"
import type { Database } from "#platform/Database.ts"
import { Embeddings } from "#platform/Embeddings.ts"
import { Storage } from "#platform/Storage.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { TextExtraction } from "#platform/text/TextExtraction.ts"

const bridge = "The bridge over the harbour was opened in 1887 by the mayor of the town."
const ferry = "The ferry to the island left at nine, and came back when the tide allowed it."

/** Files in a directory of their own. */
const layerFiles = Layer.unwrap(
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const directory = yield* fs.makeTempDirectoryScoped({ prefix: "luminalib-workspace-" })
    const env = { LOCAL_STORAGE_PATH: directory }
    return Layer.merge(Storage.layerLocal, TextExtraction.layer).pipe(
      Layer.provideMerge(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
    )
  })
).pipe(Layer.provide(NodeServices.layer))

/** Documents over a database, with jobs that nobody runs. */
const layerWorkspace = <E>(database: Layer.Layer<SqlClient.SqlClient | Database | TenantWall, E>) =>
  Documents.layer.pipe(
    Layer.provideMerge(Indexing.layer),
    Layer.provideMerge(VectorSearch.layer),
    Layer.provideMerge(Embeddings.layerHashed),
    Layer.provideMerge(Reactions.layer([])),
    Layer.provideMerge(Ledger.layer),
    Layer.provideMerge(InProcess.layer),
    Layer.provideMerge(Layer.mergeAll(database, layerFiles, NodeCrypto.layer))
  )

/** Somebody in a library of their own. */
const newOwner = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const organizationId = OrganizationId.make(crypto.randomUUID())
  const id = UserId.make(crypto.randomUUID())
  yield* sql`INSERT INTO organizations (id, name) VALUES (${organizationId}, ${organizationId})`
  yield* sql`
    INSERT INTO users (id, organization_id, email, full_name, password_hash, role)
    VALUES (${id}, ${organizationId}, ${`${id}@example.org`}, 'A Person', '-', 'member')`
  const owner: Actor = { id, organizationId, role: "member" }
  return owner
})

/** What happens while a job is at work, as it says in which phase it is. */
type During = Readonly<Record<string, Effect.Effect<void>>>

/** One attempt of a job of the kind, with what it commits at its end. */
const run = Effect.fnUntraced(function* (kind: string, payload: unknown, during: During = {}) {
  const handler = (yield* handlers).find((handler) => handler.job.kind === kind)
  if (handler === undefined) return yield* Effect.die(new Error(`nobody handles ${kind}`))
  const { commit = Effect.void, result } = yield* handler.run({
    jobId: crypto.randomUUID(),
    organizationId: null,
    payload,
    attempt: 1,
    report: (_progress, phase) => during[phase] ?? Effect.void,
    children: Effect.succeed([])
  })
  yield* commit
  return result
})

/** What was asked for of the document, the newest first. */
const asked = Effect.fnUntraced(function* ({ organizationId }: Actor, id: DocumentId) {
  const ledger = yield* Ledger
  const jobs = yield* ledger.list({ organizationId, kind: ReadDocument.kind, relatedId: id, limit: 10 })
  return jobs.map(({ payload }) => payload)
})

const read = Effect.fnUntraced(function* (by: Actor, id: DocumentId, during?: During) {
  return yield* run(ReadDocument.kind, (yield* asked(by, id))[0], during)
})

const found = Effect.fnUntraced(function* (id: DocumentId) {
  const sql = yield* SqlClient.SqlClient
  return yield* sql<{ readonly ownerId: string | null; readonly body: string }>`
    SELECT s.owner_id, c.body FROM sources s
    JOIN chunks c ON c.organization_id = s.organization_id AND c.source_id = s.id AND c.revision = s.revision
    WHERE s.id = ${id} ORDER BY c.ordinal`
})

const add = Effect.fnUntraced(function* (by: Actor, content: string, visibility: Visibility = "organization") {
  const documents = yield* Documents
  return yield* documents.add(by, { title: "Minutes", content, visibility })
})

const target = ({ id }: Document) => ({ id, versions: undefined })

/** What becomes of documents when something happens in between. */
export const upkeepSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | Database | TenantWall, E>) =>
  layer(layerWorkspace(database), { excludeTestServices: true, timeout: "60 seconds" })(
    `the upkeep of documents, ${name}`,
    (it) => {
      it.effect("reading that breaks off is done again by the next attempt, and a third changes nothing", () =>
        Effect.gen(function* () {
          const documents = yield* Documents
          const by = yield* newOwner
          const { id } = yield* add(by, bridge)
          const isUnderWay = yield* Latch.make()
          const attempt = yield* Effect.forkChild(
            read(by, id, { indexing: Effect.andThen(isUnderWay.open, Effect.never) })
          )
          yield* isUnderWay.await
          yield* Fiber.interrupt(attempt)
          assert.strictEqual((yield* documents.get(by, id)).status, "processing")
          yield* read(by, id)
          const { characters, status } = yield* documents.get(by, id)
          assert.deepStrictEqual([status, characters], ["active", bridge.length])
          const before = yield* found(id)
          yield* read(by, id)
          assert.deepStrictEqual(yield* found(id), before)
          assert.deepStrictEqual(before, [{ ownerId: null, body: bridge }])
        })
      )

      it.effect("what is made private while it is read is found by its owner alone from the first moment", () =>
        Effect.gen(function* () {
          const documents = yield* Documents
          const by = yield* newOwner
          for (const phase of ["extracting", "indexing"]) {
            const document = yield* add(by, bridge)
            const hide = Effect.orDie(documents.update(by, target(document), { visibility: "private" }))
            yield* read(by, document.id, { [phase]: Effect.asVoid(hide) })
            assert.deepStrictEqual(yield* found(document.id), [{ ownerId: by.id, body: bridge }], phase)
          }
        })
      )

      it.effect("what is replaced or removed while it is read leaves nothing of what was read", () =>
        Effect.gen(function* () {
          const documents = yield* Documents
          const sql = yield* SqlClient.SqlClient
          const by = yield* newOwner
          const replaced = yield* add(by, bridge)
          const [first] = yield* asked(by, replaced.id)
          const replace = Effect.orDie(documents.update(by, target(replaced), { content: ferry }))
          yield* run(ReadDocument.kind, first, { indexing: Effect.asVoid(replace) })
          assert.strictEqual((yield* documents.get(by, replaced.id)).status, "processing")
          assert.deepStrictEqual(yield* run(ReadDocument.kind, first), { skipped: true })
          yield* read(by, replaced.id)
          assert.deepStrictEqual(yield* found(replaced.id), [{ ownerId: null, body: ferry }])
          const texts = yield* sql`SELECT text FROM document_texts WHERE document_id = ${replaced.id}`
          assert.deepStrictEqual(texts, [{ text: ferry }])

          const removed = yield* add(by, bridge)
          const [task] = yield* asked(by, removed.id)
          const remove = Effect.orDie(documents.remove(by, target(removed)))
          assert.deepStrictEqual(yield* run(ReadDocument.kind, task, { indexing: remove }), { skipped: true })
          assert.deepStrictEqual(yield* run(ReadDocument.kind, task), { skipped: true })
          assert.deepStrictEqual(yield* found(removed.id), [])
        })
      )

      it.effect("a new title is found, and asks for the work once however often it changes", () =>
        Effect.gen(function* () {
          const documents = yield* Documents
          const sql = yield* SqlClient.SqlClient
          const by = yield* newOwner
          const document = yield* add(by, bridge)
          yield* read(by, document.id)
          for (const title of ["Notes", "Report"]) yield* documents.update(by, target(document), { title })
          const waiting = yield* asked(by, document.id)
          assert.strictEqual(waiting.length, 1)
          assert.strictEqual((yield* documents.get(by, document.id)).status, "active")
          yield* read(by, document.id)
          const [source] = yield* sql`SELECT title FROM sources WHERE id = ${document.id}`
          assert.deepStrictEqual(source, { title: "Report" })
        })
      )

      it.effect("what earlier rules made searchable is asked for again, and nothing else is", () =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const by = yield* newOwner
          const [current, old, unread] = [yield* add(by, bridge), yield* add(by, ferry), yield* add(by, bridge)]
          for (const { id } of [current, old]) yield* read(by, id)
          yield* sql`UPDATE sources SET analyser = 0 WHERE id = ${old.id}`
          yield* sql`DELETE FROM jobs WHERE organization_id = ${by.organizationId}`
          yield* run(FindUnsearchable.kind, {})
          const jobs = yield* Effect.forEach([current, old, unread], ({ id }) => asked(by, id))
          assert.deepStrictEqual(
            jobs.map(({ length }) => length),
            [0, 1, 0]
          )
        })
      )

      it.effect("why a document is not read is remembered as long as it is not", () =>
        Effect.gen(function* () {
          const documents = yield* Documents
          const sql = yield* SqlClient.SqlClient
          const by = yield* newOwner
          const { id, jobId } = yield* add(by, bridge)
          const errors = JSON.stringify([
            { code: "PDF_INVALID", message: "The PDF is damaged.", attempt: 1, at: new Date().toISOString() }
          ])
          yield* sql`
            UPDATE jobs SET state = 'failed', finished_at = now(), errors = ${errors}::jsonb WHERE id = ${jobId}`
          const failed = yield* documents.get(by, id)
          assert.deepStrictEqual([failed.status, failed.error?.code], ["error", "PDF_INVALID"])
          const keeper = yield* stillShown
          assert.deepStrictEqual(yield* keeper([String(jobId)]), [String(jobId)])
          yield* read(by, id)
          assert.strictEqual((yield* documents.get(by, id)).status, "active")
          assert.deepStrictEqual(yield* keeper([String(jobId)]), [])
        })
      )

      it.effect("files that a crash left behind are collected after a day, those of documents and books stay", () =>
        Effect.gen(function* () {
          const storage = yield* Storage
          const by = yield* newOwner
          const { organizationId } = by
          const { id } = yield* add(by, bridge)
          const file = yield* Effect.flatMap(Documents, (documents) => documents.fileOf(by, id))
          const newId = () => FileId.make(crypto.randomUUID())
          const left = fileKey(organizationId, "documents", newId())
          const ofBook = fileKey(organizationId, "books", newId())
          yield* Effect.forEach([left, ofBook], (key) => storage.put(key, Stream.make(new Uint8Array([65]))))
          const stored = Effect.map(Stream.runCollect(storage.list(`${organizationId}/`)), (objects) =>
            objects.map(({ key }) => key)
          )
          yield* run(CollectOrphans.kind, {})
          assert.strictEqual((yield* stored).length, 3)
          const now = yield* Clock.currentTimeMillis
          const tomorrow = TestClock.setTime(now + Duration.toMillis("25 hours"))
          yield* Effect.andThen(tomorrow, run(CollectOrphans.kind, {})).pipe(Effect.provide(TestClock.layer()))
          assert.sameMembers([...(yield* stored)], [ofBook, file.key])
        })
      )
    }
  )
