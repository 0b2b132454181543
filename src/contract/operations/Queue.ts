import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { UserId } from "../identity/User.ts"
import { declare, members } from "../Problem.ts"
import { Timestamp } from "../Timestamp.ts"

/** The name of a queue or of a kind of job, as the program declares it. */
export const WorkName = Schema.String.check(
  Schema.isPattern(/^[a-z][a-z0-9.-]{0,99}$/, { expected: "a name of small letters, digits, dots and hyphens" })
)

const oldestReadySeconds = Schema.NullOr(Schema.Finite).annotate({
  description: "Seconds since the job that is due longest became due; null where none is ready"
})
const isPaused = Schema.Boolean.annotate({ description: "Nothing of it is started; what runs goes on" })

/** Where a queue stands, all libraries together. */
export const QueueView = Schema.Struct({
  queue: Schema.String.annotate({ examples: ["default"] }),
  ready: Schema.Int.annotate({ description: "May be started now" }),
  waiting: Schema.Int.annotate({ description: "Due later, or held back by a limit or by jobs they wait for" }),
  running: Schema.Int,
  failed: Schema.Int.annotate({ description: "The dead letters" }),
  oldestReadySeconds,
  paused: isPaused
}).annotate({ identifier: "Queue" })
export type QueueView = typeof QueueView.Type

/** What staff of any library may know of a queue. */
export const QueueSummary = Schema.Struct({
  queue: QueueView.fields.queue,
  oldestReadySeconds,
  paused: isPaused
}).annotate({ identifier: "QueueSummary" })
export type QueueSummary = typeof QueueSummary.Type

/** How many jobs of a kind stand where. What is completed or cancelled is not counted. */
export const KindView = Schema.Struct({
  kind: Schema.String.annotate({ examples: ["intelligence.summarize-book"] }),
  queue: Schema.String,
  state: Schema.Literals(["ready", "waiting", "running", "failed"]),
  count: Schema.Int,
  paused: isPaused.annotate({ description: "The kind itself is stopped, whether or not its queue is" })
}).annotate({ identifier: "KindOfJob" })
export type KindView = typeof KindView.Type

/** Whether operators stopped a queue or a kind of job. */
export const WorkControl = Schema.Struct({
  scope: Schema.Literals(["queue", "kind"]),
  name: Schema.String,
  paused: isPaused,
  pausedAt: Schema.NullOr(Timestamp),
  pausedBy: Schema.NullOr(UserId)
}).annotate({ identifier: "WorkControl" })
export type WorkControl = typeof WorkControl.Type

/** The program knows no such queue, and none has jobs under the name. */
export class QueueNotFound extends HttpApiError.Problem<QueueNotFound>()(
  "QueueNotFound",
  declare({ code: "QUEUE_NOT_FOUND", status: 404, title: "No such queue" }),
  members("QUEUE_NOT_FOUND")
) {}
