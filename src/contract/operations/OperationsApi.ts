import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Authorization, OperatorOnly } from "../Authorization.ts"
import { JobId, JobNotCancellable, JobNotFound, JobNotRetryable, JobStatus } from "../jobs/Job.ts"
import * as Page from "../Page.ts"
import { ReadableBody } from "../Problem.ts"
import { line } from "../Text.ts"
import { DeadLetterOrder, DeadLetterReceipt } from "./DeadLetters.ts"
import { OperatorJob } from "./OperatorJob.ts"
import { KindView, QueueNotFound, QueueView, WorkControl, WorkName } from "./Queue.ts"

const jobParams = { id: JobId }
const whole = <Item extends Schema.Top>(item: Item) => Schema.Struct({ items: Schema.Array(item) })
const described = (summary: string, description?: string) =>
  OpenApi.annotations({ summary, ...(description === undefined ? {} : { description }) })

/** Queues, and the kinds of work in them. */
const queues = [
  HttpApiEndpoint.get("queues", "/queues", { success: whole(QueueView) }).annotateMerge(
    described("Every queue: what is ready, waits, runs and failed, and for how long")
  ),
  HttpApiEndpoint.get("kinds", "/queues/kinds", { success: whole(KindView) }).annotateMerge(
    described("Unfinished and failed jobs by kind, queue and state")
  ),
  HttpApiEndpoint.post("pauseQueue", "/queues/:name/pause", {
    params: { name: WorkName },
    success: WorkControl,
    error: QueueNotFound
  }).annotateMerge(described("Stop a queue", "Nothing of it is started any more; what runs goes on.")),
  HttpApiEndpoint.post("resumeQueue", "/queues/:name/resume", {
    params: { name: WorkName },
    success: WorkControl,
    error: QueueNotFound
  }).annotateMerge(described("Let a queue go on")),
  HttpApiEndpoint.post("pauseKind", "/job-kinds/:kind/pause", {
    params: { kind: WorkName },
    success: WorkControl
  }).annotateMerge(
    described(
      "Stop a kind of job",
      "In whatever queue. The name is taken as it is: there need not be a job of the kind yet."
    )
  ),
  HttpApiEndpoint.post("resumeKind", "/job-kinds/:kind/resume", {
    params: { kind: WorkName },
    success: WorkControl
  }).annotateMerge(described("Let a kind of job go on"))
] as const

/** Jobs of all libraries. */
const jobs = [
  HttpApiEndpoint.get("jobs", "/operations/jobs", {
    query: {
      ...Page.query,
      state: Schema.optionalKey(JobStatus),
      kind: Schema.optionalKey(WorkName),
      queue: Schema.optionalKey(WorkName),
      organizationId: Schema.optionalKey(Schema.String.check(Schema.isUUID())),
      code: Schema.optionalKey(line(100))
    },
    success: Page.ofLong(OperatorJob),
    error: Page.InvalidCursor
  })
    .annotateMerge(Page.describeQuery(Page.queryDocs))
    .annotateMerge(described("Jobs of all libraries, newest first", "`code` is that of the last failure.")),
  HttpApiEndpoint.get("job", "/operations/jobs/:id", {
    params: jobParams,
    success: OperatorJob,
    error: JobNotFound
  }).annotateMerge(described("One job of whatever library")),
  HttpApiEndpoint.post("retryJobs", "/operations/jobs/retry", {
    payload: DeadLetterOrder,
    success: DeadLetterReceipt.pipe(HttpApiSchema.status(202))
  })
    .middleware(ReadableBody)
    .annotateMerge(
      described(
        "Try dead letters again",
        "The same jobs, with all their attempts anew. One whose work was asked for again meanwhile is left as it is."
      )
    ),
  HttpApiEndpoint.post("replayJobs", "/operations/jobs/replay", {
    payload: DeadLetterOrder,
    success: DeadLetterReceipt.pipe(HttpApiSchema.status(202))
  })
    .middleware(ReadableBody)
    .annotateMerge(
      described(
        "Repeat dead letters as new jobs",
        "Each names its source in `replayOf`, which stays as it is. One that was repeated already is left out, so that asking twice repeats nothing twice; where the repetition failed, that one is a dead letter itself."
      )
    ),
  HttpApiEndpoint.post("retryJob", "/operations/jobs/:id/retry", {
    params: jobParams,
    success: OperatorJob.pipe(HttpApiSchema.status(202)),
    error: [JobNotFound, JobNotRetryable]
  }).annotateMerge(described("Try a failed or cancelled job of whatever library again")),
  HttpApiEndpoint.post("cancelJob", "/operations/jobs/:id/cancel", {
    params: jobParams,
    success: OperatorJob.pipe(HttpApiSchema.status(202)),
    error: [JobNotFound, JobNotCancellable]
  }).annotateMerge(described("Cancel a job of whatever library"))
] as const

/** What operators see and do: admins of the installation's own library. Everything that changes something is audited. */
export class OperationsApi extends HttpApiGroup.make("operations")
  .add(...queues, ...jobs)
  .middleware(Authorization)
  .annotate(OperatorOnly, true)
  .annotateMerge(
    OpenApi.annotations({
      title: "Operations",
      description:
        "The work of the whole installation. For operators, the admins of its own library; others are refused with 403."
    })
  ) {}
