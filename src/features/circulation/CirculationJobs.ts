import { Effect, Schema } from "effect"
import * as Job from "#jobs/Job.ts"
import * as Timetable from "#jobs/Timetable.ts"
import { Holds } from "./Holds.ts"
import { Notices } from "./Notices.ts"

/** Moves the queues that time has moved: copies kept for long enough go to who is next. */
export const MoveQueues = Job.make("circulation.move-queues", {
  payload: Schema.Struct({}),
  maxAttempts: 3,
  timeout: "5 minutes"
})

/** Records what readers are to be told of their loans: that one is due soon, that one is overdue. */
export const NoteDueLoans = Job.make("circulation.note-due-loans", {
  payload: Schema.Struct({}),
  maxAttempts: 3,
  timeout: "5 minutes"
})

/** Every five minutes. What one run missed the next one finds. */
export const timetable = [
  Timetable.entry({
    name: MoveQueues.kind,
    cron: "*/5 * * * *",
    missed: "once",
    request: () => Job.request(MoveQueues, {}, { organizationId: null })
  }),
  Timetable.entry({
    name: NoteDueLoans.kind,
    cron: "2-59/5 * * * *",
    missed: "once",
    request: () => Job.request(NoteDueLoans, {}, { organizationId: null })
  })
]

/** How the durable work of circulation is done. */
export const handlers = Effect.gen(function* () {
  const holds = yield* Holds
  const notices = yield* Notices
  return [
    Job.handler(MoveQueues, () => Effect.map(holds.moveOn, (books) => ({ result: { books } }))),
    Job.handler(NoteDueLoans, () => Effect.map(notices.note, (noted) => ({ result: { noted } })))
  ]
})
