import { Effect, Schema } from "effect"
import * as Job from "#jobs/Job.ts"
import * as Timetable from "#jobs/Timetable.ts"
import { inBatches } from "#platform/InBatches.ts"
import { NotificationsRepo } from "./NotificationsRepo.ts"

/** Deletes notifications that were read 90 days ago, or made 180 days ago. */
export const DeleteOldNotifications = Job.make("notifications.delete-old", {
  payload: Schema.Struct({}),
  maxAttempts: 3,
  timeout: "10 minutes",
  priority: -10
})

/** At night. */
export const timetable = [
  Timetable.entry({
    name: DeleteOldNotifications.kind,
    cron: "20 3 * * *",
    missed: "once",
    request: () => Job.request(DeleteOldNotifications, {}, { organizationId: null })
  })
]

/** How the durable work of notifications is done. */
export const handlers = Effect.gen(function* () {
  const repo = yield* NotificationsRepo
  const deleteAll = inBatches(repo.deleteOld)
  return [Job.handler(DeleteOldNotifications, () => Effect.map(deleteAll, (deleted) => ({ result: { deleted } })))]
}).pipe(Effect.provide(NotificationsRepo.layer))
