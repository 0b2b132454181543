import { Effect, Schema } from "effect"
import * as Job from "#jobs/Job.ts"
import * as Timetable from "#jobs/Timetable.ts"
import { Sessions } from "./Sessions.ts"

/** Deletes sessions and tokens that nobody can use any more. */
export const DeleteExpiredSessions = Job.make("identity.delete-expired-sessions", {
  payload: Schema.Struct({}),
  maxAttempts: 3,
  timeout: "10 minutes",
  priority: -10
})

/** How the durable work of identity is done. */
export const handlers = Effect.gen(function* () {
  const sessions = yield* Sessions
  const deleteExpired = Job.handler(DeleteExpiredSessions, () =>
    Effect.map(sessions.deleteExpired, (deleted) => ({ result: { deleted } }))
  )
  return [deleteExpired]
})

/** At night. */
export const timetable = [
  Timetable.entry({
    name: DeleteExpiredSessions.kind,
    cron: "10 2 * * *",
    missed: "once",
    request: () => Job.request(DeleteExpiredSessions, {}, { organizationId: null })
  })
]
