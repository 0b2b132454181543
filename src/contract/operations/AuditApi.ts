import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { Authorization, RequiredRole } from "../Authorization.ts"
import * as Page from "../Page.ts"
import { line } from "../Text.ts"
import { AuditEntry } from "./Audit.ts"

/** Who did what. */
export class AuditApi extends HttpApiGroup.make("audit")
  .add(
    HttpApiEndpoint.get("list", "/", {
      query: {
        ...Page.query,
        organizationId: Schema.optionalKey(Schema.Union([Schema.Literal("all"), Schema.String.check(Schema.isUUID())])),
        subjectId: Schema.optionalKey(line(100))
      },
      success: Page.ofLong(AuditEntry),
      error: Page.InvalidCursor
    })
      .annotate(RequiredRole, "admin")
      .annotateMerge(
        Page.describeQuery({
          ...Page.queryDocs,
          organizationId: {
            description: "Operators may name another library, or `all`. Default: one's own.",
            schema: { type: "string" }
          }
        })
      )
      .annotateMerge(OpenApi.annotations({ summary: "What was done to the library and by whom, newest first" }))
  )
  .middleware(Authorization)
  .prefix("/audit")
  .annotateMerge(OpenApi.annotations({ title: "Audit", description: "Who did what, never changed or removed" })) {}
