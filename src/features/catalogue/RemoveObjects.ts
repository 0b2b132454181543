import { Effect, Schema } from "effect"
import { OrganizationId } from "#contract/identity/Organization.ts"
import * as Job from "#jobs/Job.ts"
import { Storage } from "#platform/Storage.ts"
import { fileKey } from "./FileKey.ts"
import { FileRepo } from "./FileRepo.ts"
import { storageJobError } from "./StorageJobError.ts"

/** Removes the objects of files whose rows are gone: asked for in the transaction that takes the rows away. */
export const RemoveObjects = Job.make("catalogue.remove-objects", {
  payload: Schema.Struct({ organizationId: OrganizationId }),
  maxAttempts: 10
})

/** Asks for the removal. Not unique: one that runs already may have looked before this row was there. */
export const removeObjects = (organizationId: OrganizationId): Job.JobRequest =>
  Job.request(RemoveObjects, { organizationId }, { organizationId })

const batch = 500

/** Repeats nothing and may be repeated: what is removed is forgotten, and an object that is gone is no error. */
export const make = Effect.gen(function* () {
  const files = yield* FileRepo
  const storage = yield* Storage
  const removeBatch = Effect.fn("RemoveObjects.removeBatch")(function* (organizationId: OrganizationId) {
    const ids = yield* files.deleted(organizationId, batch)
    if (ids.length === 0) return 0
    yield* Effect.mapError(storage.remove(ids.map((id) => fileKey(organizationId, id))), storageJobError)
    yield* files.forget(organizationId, ids)
    return ids.length
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
