import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"
import { Authorization } from "../Authorization.ts"
import * as Page from "../Page.ts"
import { line } from "../Text.ts"
import { JobId, JobNotCancellable, JobNotFound, JobNotRetryable, JobStatus, JobView } from "./Job.ts"

const jobParams = { id: JobId }

/** Work that outlives a request: one's own; all of the library's for its staff. */
export class JobsApi extends HttpApiGroup.make("jobs")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: {
        ...Page.query,
        status: Schema.optionalKey(JobStatus),
        type: Schema.optionalKey(line(100)),
        relatedId: Schema.optionalKey(Schema.String.check(Schema.isUUID())),
        sort: Schema.optionalKey(Schema.Literal("queuedAt")),
        order: Schema.optionalKey(Page.Order)
      },
      success: Page.of(JobView),
      error: Page.InvalidCursor
    })
      .annotateMerge(Page.describeQuery(Page.queryDocs))
      .annotateMerge(OpenApi.annotations({ summary: "Jobs, newest first unless `order` says otherwise" })),
    HttpApiEndpoint.get("get", "/:id", { params: jobParams, success: JobView, error: JobNotFound }).annotateMerge(
      OpenApi.annotations({ summary: "One job" })
    ),
    HttpApiEndpoint.post("retry", "/:id/retry", {
      params: jobParams,
      success: JobView.pipe(HttpApiSchema.status(202)),
      error: [JobNotFound, JobNotRetryable]
    }).annotateMerge(OpenApi.annotations({ summary: "Try a failed or cancelled job again" })),
    HttpApiEndpoint.post("cancel", "/:id/cancel", {
      params: jobParams,
      success: JobView.pipe(HttpApiSchema.status(202)),
      error: [JobNotFound, JobNotCancellable]
    }).annotateMerge(
      OpenApi.annotations({
        summary: "Cancel a job",
        description: "One that waits is cancelled at once; one that runs is stopped within seconds."
      })
    )
  )
  .middleware(Authorization)
  .prefix("/jobs")
  .annotateMerge(OpenApi.annotations({ title: "Jobs", description: "Work that outlives a request" })) {}
