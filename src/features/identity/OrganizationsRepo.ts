import { Context, Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import {
  LibraryPolicy,
  Organization,
  OrganizationId,
  type UpdateOrganization
} from "#contract/identity/Organization.ts"

const OrganizationRow = Schema.Struct({
  id: OrganizationId,
  name: Schema.String,
  plan: Organization.fields.plan,
  ...LibraryPolicy.fields,
  createdAt: Schema.DateTimeUtcFromDate
})

/** SQL over `organizations`: the one table whose key is the organisation itself. */
export class OrganizationsRepo extends Context.Service<OrganizationsRepo>()(
  "luminalib/features/identity/OrganizationsRepo",
  {
    make: Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const columns = sql.literal(
        `id, name, plan, max_active_loans, loan_period_days, max_renewals, hold_shelf_days, max_open_holds,
          overdue_renewal_days, due_soon_days, time_zone, token_budget_per_month::float8, created_at`
      )

      return {
        find: Effect.fnUntraced(function* (id: OrganizationId) {
          const rows = yield* sql`SELECT ${columns} FROM organizations WHERE id = ${id}`
          return fromRow(yield* decode(rows[0]))
        }),
        insert: Effect.fnUntraced(function* (id: OrganizationId, name: string) {
          yield* sql`INSERT INTO organizations (id, name) VALUES (${id}, ${name})`
        }),
        update: Effect.fnUntraced(function* (id: OrganizationId, { name, policy }: UpdateOrganization) {
          const rows = yield* sql`
            UPDATE organizations SET
              name = coalesce(${name ?? null}, name),
              max_active_loans = coalesce(${policy?.maxActiveLoans ?? null}, max_active_loans),
              loan_period_days = coalesce(${policy?.loanPeriodDays ?? null}, loan_period_days),
              max_renewals = coalesce(${policy?.maxRenewals ?? null}, max_renewals),
              hold_shelf_days = coalesce(${policy?.holdShelfDays ?? null}, hold_shelf_days),
              max_open_holds = coalesce(${policy?.maxOpenHolds ?? null}, max_open_holds),
              overdue_renewal_days = coalesce(${policy?.overdueRenewalDays ?? null}, overdue_renewal_days),
              due_soon_days = coalesce(${policy?.dueSoonDays ?? null}, due_soon_days),
              time_zone = coalesce(${policy?.timeZone ?? null}, time_zone),
              token_budget_per_month = CASE WHEN ${policy?.tokenBudgetPerMonth !== undefined}::boolean
                THEN ${policy?.tokenBudgetPerMonth ?? null}::bigint ELSE token_budget_per_month END
            WHERE id = ${id}
            RETURNING ${columns}`
          return fromRow(yield* decode(rows[0]))
        }),
        /** Lets one transaction at a time decide who keeps the library, and nobody else wait. */
        lock: Effect.fnUntraced(function* (id: OrganizationId) {
          yield* sql`SELECT 1 FROM organizations WHERE id = ${id} FOR NO KEY UPDATE`
        }),
        /** The library that whoever names none joins. */
        findDefault: Effect.gen(function* () {
          const rows = yield* sql`SELECT id FROM organizations WHERE is_default`
          return (yield* decodeId(rows[0])).id
        })
      }
    })
  }
) {
  static readonly layer = Layer.effect(this, this.make)
}

const decode = Schema.decodeUnknownEffect(OrganizationRow)
const decodeId = Schema.decodeUnknownEffect(Schema.Struct({ id: OrganizationId }))

const fromRow = ({ createdAt, id, name, plan, ...policy }: typeof OrganizationRow.Type): Organization => ({
  id,
  name,
  plan,
  policy,
  createdAt
})
