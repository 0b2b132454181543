import { assert, layer } from "@effect/vitest"
import { DateTime, Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { installationLibrary } from "#contract/identity/Organization.ts"
import { Audit, type AuditQuery } from "#features/identity/Audit.ts"
import { Organizations } from "#features/identity/Organizations.ts"
import { People } from "#features/identity/People.ts"
import { RequestContext } from "#platform/RequestContext.ts"
import type { TenantWall } from "#platform/TenantWall.ts"
import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { colleague, found, layerIdentity, unique, whoIs } from "./IdentityServices.ts"

type Actor = Parameters<Audit["Service"]["list"]>[0]

const entries = (actor: Actor, query: Partial<AuditQuery> = {}) =>
  Audit.use((audit) => audit.list(actor, { limit: 20, ...query }))

const asRequest = Effect.provideService(RequestContext, {
  id: "request-of-a-test",
  userAgent: undefined,
  who: undefined
})

const suite = (where: string, database: Layer.Layer<SqlClient.SqlClient | TenantWall, unknown>) =>
  layer(Layer.merge(Audit.layer, People.layer).pipe(Layer.provideMerge(layerIdentity(database))), {
    excludeTestServices: true
  })(`the audit, ${where}`, (it) => {
    it.effect("says who changed whose role, who was deactivated, and how the library was changed", () =>
      Effect.gen(function* () {
        const session = yield* found()
        const admin = yield* whoIs(session)
        const { user: member } = yield* colleague(session)
        const people = yield* People
        yield* asRequest(people.update(admin, member.id, { role: "librarian" }))
        yield* people.update(admin, member.id, { role: "librarian" })
        yield* people.update(admin, member.id, { active: false })
        yield* people.update(admin, member.id, { active: true, role: "member" })
        const name = unique("Renamed")
        const policy = { maxRenewals: 3 }
        yield* Organizations.use((libraries) => libraries.update(admin, { name, policy }))
        const { items, total } = yield* entries(admin)
        assert.deepStrictEqual(
          items.map(({ action, detail, subjectId }) => ({ action, detail, subjectId })),
          [
            { action: "organization.update", detail: { name, policy }, subjectId: admin.organizationId },
            { action: "user.reactivate", detail: {}, subjectId: member.id },
            { action: "user.change-role", detail: { from: "librarian", to: "member" }, subjectId: member.id },
            { action: "user.deactivate", detail: {}, subjectId: member.id },
            { action: "user.change-role", detail: { from: "member", to: "librarian" }, subjectId: member.id }
          ]
        )
        const first = items[4]!
        assert.strictEqual(total, 5)
        assert.strictEqual(first.actorId, admin.id)
        assert.strictEqual(first.organizationId, admin.organizationId)
        assert.strictEqual(first.requestId, "request-of-a-test")
        assert.isNull(items[0]?.requestId)
        assert.isBelow(Math.abs(first.at.epochMilliseconds - (yield* DateTime.now).epochMilliseconds), 60_000)
      })
    )

    it.effect("knows nothing of what was refused", () =>
      Effect.gen(function* () {
        const admin = yield* whoIs(yield* found())
        const people = yield* People
        const refusal = yield* Effect.flip(people.update(admin, admin.id, { role: "member" }))
        assert.strictEqual(refusal._tag, "LastAdmin")
        assert.deepStrictEqual(yield* entries(admin), { items: [], total: 0, limit: 20, page: 1 })
      })
    )

    it.effect("is read page by page, and by subject", () =>
      Effect.gen(function* () {
        const session = yield* found()
        const admin = yield* whoIs(session)
        const { user: other } = yield* colleague(session)
        const { user: member } = yield* colleague(session)
        const people = yield* People
        for (const role of ["librarian", "admin", "member"] as const) yield* people.update(admin, member.id, { role })
        yield* people.update(admin, other.id, { role: "librarian" })
        const query = { limit: 2, subjectId: member.id }
        const newest = yield* entries(admin, query)
        const cursor = newest.nextCursor ?? "none"
        const oldest = yield* entries(admin, { ...query, cursor })
        const all = [...newest.items, ...oldest.items]
        assert.deepStrictEqual(
          all.map(({ detail }) => Object(detail).to),
          ["member", "admin", "librarian"]
        )
        assert.strictEqual(newest.total, 3)
        assert.isUndefined(oldest.nextCursor)
        assert.strictEqual((yield* Effect.flip(entries(admin, { limit: 2, cursor })))._tag, "InvalidCursor")
      })
    )

    it.effect("shows a library to its own admins and to operators", () =>
      Effect.gen(function* () {
        const session = yield* found()
        const admin = yield* whoIs(session)
        const { user: member } = yield* colleague(session)
        yield* People.use((people) => people.update(admin, member.id, { active: false }))
        const stranger = yield* whoIs(yield* found())
        const { organizationId } = admin
        assert.deepStrictEqual((yield* entries(stranger)).items, [])
        for (const query of [{ organizationId }, { organizationId: "all" }]) {
          assert.strictEqual((yield* Effect.flip(entries(stranger, query)))._tag, "Forbidden")
        }
        const operator: Actor = { ...stranger, organizationId: installationLibrary }
        assert.deepStrictEqual(yield* entries(operator, { organizationId }), yield* entries(admin))
        const { items } = yield* entries(operator, { organizationId: "all", limit: 100 })
        assert.isTrue(items.some((entry) => entry.organizationId === organizationId))
        const librarian = yield* Effect.flip(entries({ ...operator, role: "librarian" }, { organizationId }))
        assert.strictEqual(librarian._tag, "Forbidden")
      })
    )

    it.effect("is never rewritten, and goes only with its library", () =>
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const session = yield* found()
        const admin = yield* whoIs(session)
        const { user: member } = yield* colleague(session)
        yield* People.use((people) => people.update(admin, member.id, { active: false }))
        for (const attempt of [
          sql`UPDATE audit_entries SET action = 'book.remove'`,
          sql`DELETE FROM audit_entries WHERE organization_id = ${admin.organizationId}`,
          sql`TRUNCATE audit_entries`
        ]) {
          assert.include(String(Object((yield* Effect.flip(attempt)).reason.cause).message), "never changed or removed")
        }
        assert.strictEqual((yield* entries(admin)).total, 1)
        yield* sql`DELETE FROM organizations WHERE id = ${admin.organizationId}`
        assert.strictEqual((yield* entries(admin)).total, 0)
      })
    )
  })

suite("embedded", layerEmbedded)
describePostgres("on a server", () => suite("on PostgreSQL", layerPostgres))
