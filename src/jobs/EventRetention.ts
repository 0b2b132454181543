import { Config, Effect, Schema } from "effect"
import { EventLog } from "#platform/events/EventLog.ts"
import { inBatches } from "#platform/InBatches.ts"
import * as Job from "./Job.ts"
import * as Timetable from "./Timetable.ts"

/** Removes events that nobody goes on from any more. */
export const DeleteOldEvents = Job.make("events.delete-old", {
  payload: Schema.Struct({}),
  maxAttempts: 3,
  timeout: "10 minutes",
  priority: -10
})

/** `EVENTS_RETENTION_HOURS` (24): how long an event is kept for those who were away. */
const retentionHours = Config.schema(
  Schema.FiniteFromString.check(Schema.isInt(), Schema.isBetween({ minimum: 1, maximum: 720 })),
  "EVENTS_RETENTION_HOURS"
).pipe(Config.withDefault(24))

/** How old events are removed. */
export const handlers = Effect.gen(function* () {
  const hours = yield* retentionHours
  const events = yield* EventLog
  const removeAll = inBatches(events.removeOld(hours))
  return [Job.handler(DeleteOldEvents, () => Effect.map(removeAll, (deleted) => ({ result: { deleted } })))]
}).pipe(Effect.provide(EventLog.layer))

/** Four times an hour: a busy library has many. */
export const timetable = [
  Timetable.entry({
    name: DeleteOldEvents.kind,
    cron: "9,24,39,54 * * * *",
    missed: "once",
    request: () => Job.request(DeleteOldEvents, {}, { organizationId: null })
  })
]
