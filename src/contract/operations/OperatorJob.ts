import { Schema, Struct } from "effect"
import { OrganizationId } from "../identity/Organization.ts"
import { JobId, JobView } from "../jobs/Job.ts"

/** A job of whatever library, as operators see it: what it is for stays its library's business. */
export const OperatorJob = JobView.mapFields(
  Struct.assign({
    organizationId: Schema.NullOr(OrganizationId).annotate({ description: "Null: the installation's own work" }),
    queue: Schema.String,
    kind: Schema.String.annotate({ description: "The same as `type`" }),
    replayOf: Schema.NullOr(JobId).annotate({ description: "The dead letter that it repeats" })
  })
).annotate({ identifier: "OperatorJob" })
export type OperatorJob = typeof OperatorJob.Type
