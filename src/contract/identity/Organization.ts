import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { declare, members } from "../Problem.ts"
import { line } from "../Text.ts"
import { Timestamp } from "../Timestamp.ts"

export const OrganizationId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("OrganizationId"))
export type OrganizationId = typeof OrganizationId.Type

/** The rules of lending. A changed rule touches new loans only. */
export const LendingPolicy = Schema.Struct({
  maxActiveLoans: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 })).annotate({ examples: [3] }),
  loanPeriodDays: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 365 })).annotate({ examples: [14] }),
  maxRenewals: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 50 })).annotate({ examples: [2] }),
  holdShelfDays: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 60 })).annotate({ examples: [3] })
}).annotate({ identifier: "LendingPolicy" })
export type LendingPolicy = typeof LendingPolicy.Type

export const Plan = Schema.Literals(["free", "enterprise"])

export const OrganizationName = line(120, "Harbour Library")

/** One library: the wall around everything its people own. */
export const Organization = Schema.Struct({
  id: OrganizationId,
  name: Schema.String,
  plan: Plan,
  policy: LendingPolicy,
  createdAt: Timestamp
}).annotate({ identifier: "Organization" })
export type Organization = typeof Organization.Type

export const UpdateOrganization = Schema.Struct({
  name: Schema.optionalKey(OrganizationName),
  policy: Schema.optionalKey(
    Schema.Struct({
      maxActiveLoans: Schema.optionalKey(LendingPolicy.fields.maxActiveLoans),
      loanPeriodDays: Schema.optionalKey(LendingPolicy.fields.loanPeriodDays),
      maxRenewals: Schema.optionalKey(LendingPolicy.fields.maxRenewals),
      holdShelfDays: Schema.optionalKey(LendingPolicy.fields.holdShelfDays)
    })
  )
}).annotate({ identifier: "UpdateOrganization" })
export type UpdateOrganization = typeof UpdateOrganization.Type

/** Another library of this installation has this name, whatever its capitals. */
export class OrganizationNameTaken extends HttpApiError.Problem<OrganizationNameTaken>()(
  "OrganizationNameTaken",
  declare({ code: "ORGANIZATION_NAME_TAKEN", status: 409, title: "There is a library with this name" }),
  members("ORGANIZATION_NAME_TAKEN")
) {}
