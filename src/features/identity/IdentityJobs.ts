import { Effect, Schema } from "effect"
import * as Job from "#jobs/Job.ts"
import { recurring } from "#jobs/Recurring.ts"
import { Sessions } from "./Sessions.ts"

/** Deletes sessions and tokens that nobody can use any more. */
export const DeleteExpiredSessions = Job.make("identity.delete-expired-sessions", {
  payload: Schema.Struct({}),
  maxAttempts: 3,
  timeout: "10 minutes",
  priority: -10
})

const request = Job.request(DeleteExpiredSessions, {}, { organizationId: null, uniqueKey: "delete-expired-sessions" })

/** How the durable work of identity is done. */
export const handlers = Effect.gen(function* () {
  const sessions = yield* Sessions
  const handler = Job.handler(DeleteExpiredSessions, () =>
    Effect.map(sessions.deleteExpired, (deleted) => ({ result: { deleted } }))
  )
  return [yield* recurring(handler, request, "1 day")]
})

/** What is asked for whenever a worker starts. */
export const atStart = [request]
