import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, HttpApiSchema, OpenApi } from "effect/http-api"

export const Health = Schema.Struct({ status: Schema.Literal("ok"), version: Schema.String }).annotate({
  identifier: "Health"
})

export const DependencyState = Schema.Literals(["up", "down"])

export const Readiness = Schema.Struct({
  status: Schema.Literals(["ready", "degraded", "draining"]),
  dependencies: Schema.Record(Schema.String, DependencyState)
}).annotate({ identifier: "Readiness" })
export type Readiness = typeof Readiness.Type

/** The same, when traffic should go elsewhere for now. */
export const NotReady = Readiness.pipe(HttpApiSchema.status(503))

/** What operators and load balancers ask. */
export class SystemApi extends HttpApiGroup.make("system")
  .add(
    HttpApiEndpoint.get("health", "/health", { success: Health }).annotateMerge(
      OpenApi.annotations({ summary: "Is the process alive" })
    ),
    HttpApiEndpoint.get("ready", "/ready", { success: [Readiness, NotReady] }).annotateMerge(
      OpenApi.annotations({ summary: "Can it serve: each dependency, asked within a second" })
    )
  )
  .prefix("/api")
  .annotateMerge(OpenApi.annotations({ title: "System", description: "Health of the service" })) {}
