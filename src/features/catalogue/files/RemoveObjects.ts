import { Effect, Schema } from "effect"
import type { FileId } from "#contract/File.ts"
import { OrganizationId } from "#contract/identity/Organization.ts"
import * as Job from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { Storage } from "#platform/Storage.ts"
import { DeletedFiles } from "./DeletedFiles.ts"
import { fileKey, type Folder } from "./FileKey.ts"
import { storageJobError } from "./StorageJobError.ts"

/** Removes the objects of files whose rows are gone: asked for in the transaction that takes the rows away. */
export const RemoveObjects = Job.make("catalogue.remove-objects", {
  payload: Schema.Struct({ organizationId: OrganizationId }),
  maxAttempts: 10
})

/**
 * Gives up files whose rows are gone or replaced, in the transaction that did it: their objects follow once that has
 * committed. The job is not unique: one that runs already may have looked before these rows were there.
 */
export const makeDiscard = Effect.gen(function* () {
  const deleted = yield* DeletedFiles
  const ledger = yield* Ledger
  return Effect.fnUntraced(function* (organizationId: OrganizationId, folder: Folder, ids: ReadonlyArray<FileId>) {
    if (ids.length === 0) return
    yield* deleted.mark(organizationId, folder, ids)
    yield* ledger.enqueue(Job.request(RemoveObjects, { organizationId }, { organizationId }))
  })
})

const batch = 500

/** Repeats nothing and may be repeated: what is removed is forgotten, and an object that is gone is no error. */
export const make = Effect.gen(function* () {
  const deleted = yield* DeletedFiles
  const storage = yield* Storage
  const removeBatch = Effect.fn("RemoveObjects.removeBatch")(function* (organizationId: OrganizationId) {
    const files = yield* deleted.waiting(organizationId, batch)
    if (files.length === 0) return 0
    const keys = files.map(({ folder, id }) => fileKey(organizationId, folder, id))
    yield* Effect.mapError(storage.remove(keys), storageJobError)
    yield* deleted.forget(
      organizationId,
      files.map(({ id }) => id)
    )
    return files.length
  })
  return Job.handler(
    RemoveObjects,
    Effect.fnUntraced(function* ({ payload }) {
      let removed = 0
      for (let more = true; more;) {
        const count = yield* removeBatch(payload.organizationId)
        removed += count
        more = count === batch
      }
      return { result: { removed } }
    })
  )
})
