import { DateTime, Duration, Effect, Schema, Stream } from "effect"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import * as Job from "#jobs/Job.ts"
import * as Timetable from "#jobs/Timetable.ts"
import { Storage } from "#platform/Storage.ts"
import type { StoredObject } from "#platform/storage/StorageBackend.ts"
import { filePrefix } from "./FileKey.ts"
import { FileRepo } from "./FileRepo.ts"
import { storageJobError } from "./StorageJobError.ts"

/** Removes objects that a crash between storing a file and committing its row left behind. */
export const CollectOrphans = Job.make("catalogue.collect-orphans", {
  payload: Schema.Struct({}),
  maxAttempts: 3,
  timeout: "1 hour",
  priority: -10,
  limits: { perKind: 1 }
})

/** At night. */
export const timetable = [
  Timetable.entry({
    name: CollectOrphans.kind,
    cron: "40 2 * * *",
    missed: "once",
    request: () => Job.request(CollectOrphans, {}, { organizationId: null })
  })
]

/** No upload takes as long: what is younger may be on its way to its row. */
const age = Duration.days(1)
const batch = 500

const isId = Schema.is(Schema.String.check(Schema.isUUID()))

export const make = Effect.gen(function* () {
  const files = yield* FileRepo
  const storage = yield* Storage

  const removeUnknown = Effect.fn("Orphans.removeUnknown")(function* (
    organizationId: OrganizationId,
    objects: ReadonlyArray<StoredObject>
  ) {
    const idOf = (object: StoredObject) => object.key.slice(filePrefix(organizationId).length)
    // What is not named by an id was not put there by us.
    const ours = objects.filter((object) => isId(idOf(object)))
    const known = yield* files.known(organizationId, ours.map(idOf))
    const orphans = ours.filter((object) => !known.has(idOf(object))).map((object) => object.key)
    if (orphans.length > 0) yield* Effect.mapError(storage.remove(orphans), storageJobError)
    return orphans.length
  })

  const collect = Effect.fnUntraced(function* (organizationId: OrganizationId) {
    const oldest = DateTime.subtractDuration(yield* DateTime.now, age)
    return yield* storage.list(filePrefix(organizationId)).pipe(
      Stream.mapError(storageJobError),
      Stream.filter((object) => DateTime.isLessThan(object.modifiedAt, oldest)),
      Stream.grouped(batch),
      Stream.mapEffect((objects) => removeUnknown(organizationId, objects)),
      Stream.runFold(
        () => 0,
        (sum, count) => sum + count
      )
    )
  })

  return Job.handler(
    CollectOrphans,
    Effect.fnUntraced(function* () {
      const removed = yield* Effect.forEach(yield* files.organizations, collect)
      return { result: { removed: removed.reduce((sum, count) => sum + count, 0) } }
    })
  )
})
