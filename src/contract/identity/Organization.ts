import { DateTime, Option, Schema, Struct } from "effect"
import { HttpApiError } from "effect/http-api"
import { declare, members } from "../Problem.ts"
import { line } from "../Text.ts"
import { Timestamp } from "../Timestamp.ts"

export const OrganizationId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("OrganizationId"))
export type OrganizationId = typeof OrganizationId.Type

/** The installation's own library: there from the start, joined by whoever signs up without naming one. */
export const installationLibrary = OrganizationId.make("01900000-0000-7000-8000-000000000001")

/** An IANA name, not a distance from UTC: those do not know when clocks change. */
export const TimeZone = Schema.String.check(
  Schema.isMaxLength(64, { expected: "at most 64 characters", problemCode: "TOO_LONG" }),
  Schema.makeFilter((name) => /^[A-Za-z]/.test(name) && Option.isSome(DateTime.zoneMakeNamed(name)), {
    expected: "an IANA time zone"
  })
).annotate({ examples: ["Europe/Lisbon"] })

const days = (minimum: number, maximum: number) => Schema.Int.check(Schema.isBetween({ minimum, maximum }))

/** The rules of lending. A changed rule touches new loans only. */
export const LendingPolicy = Schema.Struct({
  maxActiveLoans: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 })).annotate({ examples: [3] }),
  loanPeriodDays: days(1, 365).annotate({ examples: [14] }),
  maxRenewals: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 50 })).annotate({ examples: [2] }),
  holdShelfDays: days(1, 60).annotate({
    description: "For so many days a copy is kept for whoever held it",
    examples: [3]
  }),
  maxOpenHolds: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 })).annotate({ examples: [10] }),
  overdueRenewalDays: days(0, 60).annotate({
    description: "So many days after it was due a loan may still be renewed",
    examples: [3]
  }),
  dueSoonDays: days(0, 30).annotate({
    description: "So many days before a loan is due its reader is reminded; 0: never",
    examples: [2]
  }),
  timeZone: TimeZone.annotate({ description: "Loans are due at the end of a day there" })
}).annotate({ identifier: "LendingPolicy" })
export type LendingPolicy = typeof LendingPolicy.Type

/** All rules that a library sets for itself. */
export const LibraryPolicy = Schema.Struct({
  ...LendingPolicy.fields,
  tokenBudgetPerMonth: Schema.NullOr(
    Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000_000_000 }))
  ).annotate({
    description: "Tokens, in and out, that language models may take in a month of UTC; null: as many as it takes",
    examples: [2_000_000]
  })
}).annotate({ identifier: "LibraryPolicy" })
export type LibraryPolicy = typeof LibraryPolicy.Type

export const Plan = Schema.Literals(["free", "enterprise"])

export const OrganizationName = line(120, "Harbour Library")

/** One library: the wall around everything its people own. */
export const Organization = Schema.Struct({
  id: OrganizationId,
  name: Schema.String,
  plan: Plan,
  policy: LibraryPolicy,
  createdAt: Timestamp
}).annotate({ identifier: "Organization" })
export type Organization = typeof Organization.Type

export const UpdateOrganization = Schema.Struct({
  name: Schema.optionalKey(OrganizationName),
  policy: Schema.optionalKey(LibraryPolicy.mapFields(Struct.map(Schema.optionalKey)))
}).annotate({ identifier: "UpdateOrganization" })
export type UpdateOrganization = typeof UpdateOrganization.Type

/** Another library of this installation has this name, whatever its capitals. */
export class OrganizationNameTaken extends HttpApiError.Problem<OrganizationNameTaken>()(
  "OrganizationNameTaken",
  declare({ code: "ORGANIZATION_NAME_TAKEN", status: 409, title: "There is a library with this name" }),
  members("ORGANIZATION_NAME_TAKEN")
) {}
