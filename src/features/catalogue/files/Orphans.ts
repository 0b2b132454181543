import { DateTime, Duration, Effect, Schema, Stream } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { OrganizationId } from "#contract/identity/Organization.ts"
import * as Job from "#jobs/Job.ts"
import * as Timetable from "#jobs/Timetable.ts"
import { Storage } from "#platform/Storage.ts"
import type { StoredObject } from "#platform/storage/StorageBackend.ts"
import { filePrefix, type Folder } from "./FileKey.ts"
import { storageJobError } from "./StorageJobError.ts"

/** A kind of job that removes objects which a crash between storing a file and committing its row left behind. */
export const job = (kind: string) =>
  Job.make(kind, {
    payload: Schema.Struct({}),
    maxAttempts: 3,
    timeout: "1 hour",
    priority: -10,
    limits: { perKind: 1 }
  })

/** When the job is done, in the five fields of cron. */
export const nightly = (collect: ReturnType<typeof job>, cron: string) =>
  Timetable.entry({
    name: collect.kind,
    cron,
    missed: "once",
    request: () => Job.request(collect, {}, { organizationId: null })
  })

/** Whose rows say which objects of a folder are somebody's. */
export interface Owned {
  readonly folder: Folder
  /** Those of the ids that have a row. */
  readonly known: (
    organizationId: OrganizationId,
    ids: ReadonlyArray<string>
  ) => Effect.Effect<ReadonlySet<string>, SqlError.SqlError>
}

/** No upload takes as long: what is younger may be on its way to its row. */
const age = Duration.days(1)
const batch = 500

const isId = Schema.is(Schema.String.check(Schema.isUUID()))
const decode = Schema.decodeUnknownEffect(Schema.Array(Schema.Struct({ id: OrganizationId })))

/** How the job of a folder is done, for all libraries. */
export const handler = Effect.fnUntraced(function* (collect: ReturnType<typeof job>, { folder, known }: Owned) {
  const sql = yield* SqlClient.SqlClient
  const storage = yield* Storage

  const organizations = Effect.gen(function* () {
    const rows = yield* sql`SELECT id FROM organizations ORDER BY id`
    return (yield* Effect.catchTag(decode(rows), "SchemaError", Effect.die)).map((row) => row.id)
  })

  const removeUnknown = Effect.fn("Orphans.removeUnknown")(function* (
    organizationId: OrganizationId,
    objects: ReadonlyArray<StoredObject>
  ) {
    const idOf = (object: StoredObject) => object.key.slice(filePrefix(organizationId, folder).length)
    // What is not named by an id was not put there by us.
    const ours = objects.filter((object) => isId(idOf(object)))
    const owned = yield* known(organizationId, ours.map(idOf))
    const orphans = ours.filter((object) => !owned.has(idOf(object))).map((object) => object.key)
    if (orphans.length > 0) yield* Effect.mapError(storage.remove(orphans), storageJobError)
    return orphans.length
  })

  const ofLibrary = Effect.fnUntraced(function* (organizationId: OrganizationId) {
    const oldest = DateTime.subtractDuration(yield* DateTime.now, age)
    return yield* storage.list(filePrefix(organizationId, folder)).pipe(
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
    collect,
    Effect.fnUntraced(function* () {
      const removed = yield* Effect.forEach(yield* organizations, ofLibrary)
      return { result: { removed: removed.reduce((sum, count) => sum + count, 0) } }
    })
  )
})
