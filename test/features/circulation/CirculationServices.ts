import { assert } from "@effect/vitest"
import * as NodeCrypto from "@effect/platform-node/NodeCrypto"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { DateTime, Effect, Layer, Schema } from "effect"
import { SqlClient } from "effect/sql"
import type { Role } from "#contract/identity/Role.ts"
import { BookId } from "#contract/catalogue/Book.ts"
import * as Events from "#contract/circulation/CirculationEvents.ts"
import { OrganizationId, type UpdateOrganization } from "#contract/identity/Organization.ts"
import { UserId } from "#contract/identity/User.ts"
import type { Actor } from "#features/circulation/CirculationPolicy.ts"
import { endOfDay, zoneOf } from "#features/circulation/DueDate.ts"
import { HoldLists } from "#features/circulation/HoldLists.ts"
import { Holds } from "#features/circulation/Holds.ts"
import { LoanLists } from "#features/circulation/LoanLists.ts"
import { Loans } from "#features/circulation/Loans.ts"
import { Notices } from "#features/circulation/Notices.ts"
import { Organizations } from "#features/identity/Organizations.ts"
import * as InProcess from "#jobs/dispatch/InProcess.ts"
import * as Job from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { on, Reactions } from "#jobs/Reactions.ts"
import type { TenantWall } from "#platform/TenantWall.ts"

/** Stands for what later features do when something happens: the payload says what it was. */
const Tell = Job.make("test.tell", { payload: Schema.Struct({ event: Schema.String, id: Schema.String }) })
const tell = (event: string, id: string, organizationId: string) => [
  Job.request(Tell, { event, id }, { organizationId })
]

const reactions = Reactions.layer([
  on(Events.BookBorrowed, ({ _tag, loanId, organizationId }) => tell(_tag, loanId, organizationId)),
  on(Events.BookReturned, ({ _tag, loanId, organizationId }) => tell(_tag, loanId, organizationId)),
  on(Events.LoanRenewed, ({ _tag, loanId, organizationId }) => tell(_tag, loanId, organizationId)),
  on(Events.LoanDueSoon, ({ _tag, loanId, organizationId }) => tell(_tag, loanId, organizationId)),
  on(Events.LoanOverdue, ({ _tag, loanId, organizationId }) => tell(_tag, loanId, organizationId)),
  on(Events.HoldReady, ({ _tag, holdId, organizationId }) => tell(_tag, holdId, organizationId)),
  on(Events.HoldExpired, ({ _tag, holdId, organizationId }) => tell(_tag, holdId, organizationId))
])

/** The whole feature over a database, with jobs that nobody runs. */
export const layerCirculation = <E>(
  database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>,
  happened: typeof reactions = reactions
) =>
  Layer.mergeAll(Loans.layer, LoanLists.layer, Holds.layer, HoldLists.layer, Notices.layer, Organizations.layer).pipe(
    Layer.provideMerge(happened),
    Layer.provideMerge(Ledger.layer),
    Layer.provideMerge(InProcess.layer),
    Layer.provideMerge(Layer.mergeAll(database, NodeCrypto.layer, NodeServices.layer))
  )

/** The same without anybody who listens: quicker. */
export const layerUnheard = <E>(database: Layer.Layer<SqlClient.SqlClient | TenantWall, E>) =>
  layerCirculation(database, Reactions.layer([]))

/** It is about noon there: no test runs over the end of a day. */
export const noonZone = Effect.map(DateTime.now, (now) => {
  const east = 12 - DateTime.toPartsUtc(now).hour
  return east === 0 ? "Etc/GMT" : `Etc/GMT${east > 0 ? "-" : "+"}${Math.abs(east)}`
})

interface LibraryOptions {
  readonly readers?: number
  readonly books?: number
  readonly policy?: UpdateOrganization["policy"]
}

/** A library of its own, with an admin, a librarian, readers and books. */
export const newLibrary = Effect.fnUntraced(function* ({ books = 3, policy = {}, readers = 3 }: LibraryOptions = {}) {
  const sql = yield* SqlClient.SqlClient
  const organizationId = OrganizationId.make(crypto.randomUUID())
  const person = (role: Role): Actor => ({ id: UserId.make(crypto.randomUUID()), organizationId, role })
  const admin = person("admin")
  const librarian = person("librarian")
  const members = Array.from({ length: readers }, () => person("member"))
  const people = [admin, librarian, ...members]
  const shelf = Array.from({ length: books }, () => BookId.make(crypto.randomUUID()))
  const timeZone = policy.timeZone ?? (yield* noonZone)
  yield* sql`
    WITH library AS (
      INSERT INTO organizations (id, name, time_zone, max_active_loans, loan_period_days, max_renewals, hold_shelf_days,
        overdue_renewal_days, max_open_holds)
      VALUES (${organizationId}::uuid, ${organizationId}, ${timeZone}, ${policy.maxActiveLoans ?? 1},
        ${policy.loanPeriodDays ?? 14}, ${policy.maxRenewals ?? 2}, ${policy.holdShelfDays ?? 3},
        ${policy.overdueRenewalDays ?? 0}, ${policy.maxOpenHolds ?? 10})
    ), people AS (
      INSERT INTO users (id, organization_id, email, full_name, role, password_hash)
      SELECT id, ${organizationId}::uuid, id::text || '@example.org', 'A Person', role, ''
      FROM unnest(${people.map(({ id }) => id)}::uuid[], ${people.map(({ role }) => role)}::text[]) AS p (id, role)
    )
    INSERT INTO books (id, organization_id, title, author)
    SELECT id, ${organizationId}::uuid, 'Dune', 'Frank Herbert' FROM unnest(${shelf}::uuid[]) AS b (id)`
  const at =
    <A>(list: ReadonlyArray<A>) =>
    (index: number) =>
      list[index] ?? assert.fail(`there is no number ${index}`)
  return {
    organizationId,
    admin,
    librarian,
    readers: members,
    books: shelf,
    reader: at(members),
    book: at(shelf),
    zone: zoneOf(timeZone)
  }
})
export type Library = Effect.Success<ReturnType<typeof newLibrary>>

/** The end of the day so many days from today, where the library is. */
export const endOf = ({ zone }: Pick<Library, "zone">, days: number) =>
  Effect.map(DateTime.now, (now) => DateTime.formatIso(endOfDay(now, days, zone)))

/** So many days later: everything that happened in the library is longer ago. */
export const daysPass = Effect.fnUntraced(function* (
  { organizationId }: Pick<Library, "organizationId">,
  days: number
) {
  const sql = yield* SqlClient.SqlClient
  const ago = sql`${days} * interval '24 hours'`
  yield* sql`
    WITH loans_before AS (
      UPDATE loans SET borrowed_at = borrowed_at - ${ago}, due_at = due_at - ${ago}, returned_at = returned_at - ${ago}
      WHERE organization_id = ${organizationId}
    ), notices_before AS (
      UPDATE circulation_notices SET due_at = due_at - ${ago} WHERE organization_id = ${organizationId}
    )
    UPDATE holds SET placed_at = placed_at - ${ago}, suspended_at = suspended_at - ${ago}, ready_at = ready_at - ${ago},
      expires_at = expires_at - ${ago}, closed_at = closed_at - ${ago}
    WHERE organization_id = ${organizationId}`
})

/** What was told to later features, in order: the event and the loan or hold it is about. */
export const told = ({ organizationId }: Pick<Library, "organizationId">) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql<{ readonly event: string; readonly id: string }>`
      SELECT payload->>'event' AS event, payload->>'id' AS id FROM jobs
      WHERE kind = 'test.tell' AND organization_id = ${organizationId} ORDER BY jobs.id`
    return rows.map(({ event, id }) => `${event} ${id}`)
  })

export const block = (reader: Actor, blocked = true) =>
  Effect.flatMap(
    SqlClient.SqlClient,
    (sql) => sql`UPDATE users SET blocked_at = CASE WHEN ${blocked}::boolean THEN now() END WHERE id = ${reader.id}`
  )

/** The tag of what a call was refused with. */
export const refusal = <A, E extends { readonly _tag: string }, R>(call: Effect.Effect<A, E, R>) =>
  Effect.match(call, { onFailure: (error) => error._tag, onSuccess: () => "done" })
