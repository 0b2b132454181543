import { Effect, Schema } from "effect"
import * as Job from "#jobs/Job.ts"
import * as Timetable from "#jobs/Timetable.ts"
import { inBatches } from "#platform/InBatches.ts"
import { IdempotencyKeys } from "./IdempotencyKeys.ts"

/** Deletes keys that have not counted for a day or longer. */
export const DeleteExpiredKeys = Job.make("idempotency.delete-expired-keys", {
  payload: Schema.Struct({}),
  maxAttempts: 3,
  timeout: "10 minutes",
  priority: -10
})

/** Every hour: the answers kept under keys are rows of some kilobytes. */
export const timetable = [
  Timetable.entry({
    name: DeleteExpiredKeys.kind,
    cron: "17 * * * *",
    missed: "once",
    request: () => Job.request(DeleteExpiredKeys, {}, { organizationId: null })
  })
]

/** How the durable work of idempotency is done. */
export const handlers = Effect.gen(function* () {
  const keys = yield* IdempotencyKeys
  const deleteAll = inBatches(keys.deleteExpired)
  return [Job.handler(DeleteExpiredKeys, () => Effect.map(deleteAll, (deleted) => ({ result: { deleted } })))]
}).pipe(Effect.provide(IdempotencyKeys.layer))
