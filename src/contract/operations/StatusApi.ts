import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { Authorization, RequiredRole } from "../Authorization.ts"
import { Readiness } from "../system/SystemApi.ts"
import { QueueSummary } from "./Queue.ts"

/** How many of a library's newest jobs are looked at to count them. */
export const jobsCounted = 10_000

/** How the installation does, as the staff of a library see it. */
export const Status = Schema.Struct({
  version: Schema.String,
  uptimeSeconds: Schema.Finite.annotate({ description: "Of the process that answered" }),
  profile: Schema.Literals(["embedded", "server"]).annotate({ description: "Which database it stands on" }),
  status: Readiness.fields.status,
  dependencies: Readiness.fields.dependencies,
  queues: Schema.Array(QueueSummary),
  jobs: Schema.Struct({
    pending: Schema.Int,
    running: Schema.Int,
    completed: Schema.Int,
    failed: Schema.Int,
    cancelled: Schema.Int
  }).annotate({ description: `Of one's own library, among its ${jobsCounted} newest` })
}).annotate({ identifier: "Status" })
export type Status = typeof Status.Type

/** What staff may ask about the installation. */
export class StatusApi extends HttpApiGroup.make("status")
  .add(
    HttpApiEndpoint.get("get", "/status", { success: Status })
      .annotate(RequiredRole, "librarian")
      .annotateMerge(
        OpenApi.annotations({ summary: "How the installation does: dependencies, queues, the library's jobs" })
      )
  )
  .middleware(Authorization)
  .annotateMerge(OpenApi.annotations({ title: "Status", description: "How the installation does" })) {}
