import { assert, layer } from "@effect/vitest"
import type { Layer } from "effect"
import { Clock, Duration, Effect, Stream } from "effect"
import { TestClock } from "effect/testing"
import type { SqlClient } from "effect/sql"
import { BookFileId } from "#contract/catalogue/BookFile.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import { CollectOrphans, handlers } from "#features/catalogue/CatalogueJobs.ts"
import { fileKey } from "#features/catalogue/files/FileKey.ts"
import { RemoveObjects } from "#features/catalogue/files/RemoveObjects.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { Storage } from "#platform/Storage.ts"
import { StorageKey } from "#platform/storage/StorageKey.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import {
  countRows,
  form,
  layerCatalogue,
  newLibrary,
  type PartSpec,
  storedKeys,
  textFile
} from "./CatalogueServices.ts"

const fields: ReadonlyArray<PartSpec> = [
  ["title", "Dune"],
  ["author", "Frank Herbert"]
]

/** One attempt of a job of the kind. */
const run = Effect.fnUntraced(function* (kind: string, payload: unknown) {
  const handler = (yield* handlers).find((handler) => handler.job.kind === kind)
  if (handler === undefined) return yield* Effect.die(new Error(`nobody handles ${kind}`))
  return yield* handler.run({
    jobId: crypto.randomUUID(),
    organizationId: null,
    payload,
    attempt: 1,
    report: () => Effect.void,
    children: Effect.succeed([])
  })
})

const put = (key: StorageKey) =>
  Effect.flatMap(Storage, (storage) => storage.put(key, Stream.make(new TextEncoder().encode("left behind"))))

/** What becomes of files that nobody needs, on every database. */
export const cleanupSuite = <E>(name: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  layer(layerCatalogue(database), { excludeTestServices: true, timeout: "60 seconds" })(`left files, ${name}`, (it) => {
    it.effect("the file of a removed book goes with the job that its removal asked for", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const ledger = yield* Ledger
        const by = yield* newLibrary
        const kept = yield* catalogue.addForm(by, form([...fields, textFile("One.")]))
        const book = yield* catalogue.addForm(by, form([...fields, textFile("Two.")]))
        const replaced = yield* catalogue.updateForm(by, book.id, form([textFile("Three.")]), undefined)
        yield* catalogue.remove(by, book.id, undefined)
        assert.strictEqual((yield* storedKeys(by)).length, 3)
        assert.strictEqual(yield* countRows(by, "book_files"), 1)
        const asked = yield* ledger.list({ organizationId: by.organizationId, kind: RemoveObjects.kind, limit: 10 })
        assert.strictEqual(asked.length, 2)

        const { result } = yield* run(RemoveObjects.kind, asked[0]?.payload)
        assert.deepStrictEqual(result, { removed: 2 })
        assert.deepStrictEqual(yield* storedKeys(by), [`${by.organizationId}/books/${kept.file?.id}`])
        assert.strictEqual(yield* countRows(by, "deleted_files"), 0)
        assert.deepStrictEqual((yield* run(RemoveObjects.kind, asked[1]?.payload)).result, { removed: 0 })
        assert.notStrictEqual(replaced.file?.id, book.file?.id)
      })
    )

    it.effect("a job of one library removes nothing of another", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const [ours, theirs] = [yield* newLibrary, yield* newLibrary]
        const book = yield* catalogue.addForm(theirs, form([...fields, textFile("One.")]))
        yield* catalogue.remove(theirs, book.id, undefined)
        yield* run(RemoveObjects.kind, { organizationId: ours.organizationId })
        assert.strictEqual((yield* storedKeys(theirs)).length, 1)
        assert.strictEqual(yield* countRows(theirs, "deleted_files"), 1)
      })
    )

    it.effect("what a crash left behind is collected after a day, what belongs to a book stays", () =>
      Effect.gen(function* () {
        const catalogue = yield* Catalogue
        const by = yield* newLibrary
        const book = yield* catalogue.addForm(by, form([...fields, textFile("One.")]))
        const orphan = fileKey(by.organizationId, "books", BookFileId.make(crypto.randomUUID()))
        const foreign = StorageKey.make(`${by.organizationId}/books/readme`)
        yield* Effect.forEach([orphan, foreign], put)
        yield* run(CollectOrphans.kind, {})
        assert.strictEqual((yield* storedKeys(by)).length, 3)

        const now = yield* Clock.currentTimeMillis
        const tomorrow = TestClock.setTime(now + Duration.toMillis("25 hours"))
        yield* Effect.andThen(tomorrow, run(CollectOrphans.kind, {})).pipe(Effect.provide(TestClock.layer()))
        assert.deepStrictEqual(
          new Set(yield* storedKeys(by)),
          new Set([foreign, fileKey(by.organizationId, "books", book.file?.id ?? assert.fail("the book has no file"))])
        )
      })
    )
  })
