import { assert, layer } from "@effect/vitest"
import { Effect, Redacted, type Scope } from "effect"
import type { Environment } from "../../support/TestServer.ts"
import { call, json, layerOffice, newReader, Office, refusal } from "../workspace/Office.ts"

type Reader = Effect.Success<typeof newReader>

/** The reader is told so many times that they have another role. */
const tell = Effect.fnUntraced(function* ({ id, organizationId }: Pick<Reader, "id" | "organizationId">, times = 1) {
  const { sql } = yield* Office
  for (let time = 0; time < times; time++) {
    yield* sql`
      SELECT tell_people(${organizationId}::uuid, ARRAY[${id}::uuid], 'account.role-changed',
        '{"from": "member", "to": "librarian"}', NULL)`
  }
})

const bodyOf = (text: string): object => Object(JSON.parse(text))

/** What the calls about notifications answer, refuse and cost. */
export const notificationsHttpSuite = (name: string, profile: Effect.Effect<Environment, unknown, Scope.Scope>) =>
  layer(layerOffice(profile, false), { excludeTestServices: true, timeout: "90 seconds" })(
    `the calls about notifications, ${name}`,
    (it) => {
      it.effect("show, mark and remove what somebody was told", () =>
        Effect.gen(function* () {
          const reader = yield* newReader
          yield* tell(reader, 3)
          const { notifications } = reader.api
          const { items, nextCursor, total, unread } = yield* notifications.list({ query: { limit: 2 } })
          assert.deepStrictEqual([items.length, total, unread], [2, 3, 3])
          assert.isDefined(nextCursor)
          const [newest] = items
          assert.isDefined(newest)
          assert.deepInclude(newest, { type: "account.role-changed", readAt: null })
          const read = yield* notifications.read({ params: { id: newest.id } })
          assert.isNotNull(read.readAt)
          const left = yield* notifications.list({ query: { limit: 10, unread: true } })
          assert.deepStrictEqual([left.items.length, left.total, left.unread], [2, 2, 2])
          assert.deepStrictEqual(yield* notifications.readAll(), { read: 2 })
          yield* notifications.remove({ params: { id: newest.id } })
          assert.deepInclude(yield* notifications.list({ query: { limit: 10 } }), { total: 2, unread: 0 })
        })
      )

      it.effect("keep what somebody does not want to know", () =>
        Effect.gen(function* () {
          const reader = yield* newReader
          const { notifications } = reader.api
          const types = (yield* notifications.preferences()).items.map(({ type }) => type)
          assert.includeMembers(types, ["loan.due-soon", "hold.ready", "document.ready", "account.role-changed"])
          assert.notInclude(types, "review.reported")
          const items = [{ type: "account.role-changed" as const, channels: { inApp: false } }]
          yield* notifications.setPreferences({ payload: { items } })
          yield* tell(reader)
          assert.strictEqual((yield* notifications.list({ query: { limit: 10 } })).total, 0)
          const after = yield* notifications.preferences()
          assert.deepStrictEqual(
            after.items.filter(({ channels }) => !channels.inApp),
            items
          )
          const admin = yield* (yield* Office).admin.api.notifications.preferences()
          assert.isTrue(admin.items.some(({ type }) => type === "review.reported"))
        })
      )

      it.effect("refuse what is not there, is somebody else's, or makes no sense", () =>
        Effect.gen(function* () {
          const { ann, stranger } = yield* Office
          const reader = yield* newReader
          yield* tell(reader)
          const { items } = yield* reader.api.notifications.list({ query: { limit: 1 } })
          const path = `/notifications/${items[0]?.id ?? assert.fail("there is one")}`
          const absent = { status: 404, code: "NOTIFICATION_NOT_FOUND" }
          for (const by of [ann, stranger]) {
            assert.deepStrictEqual(yield* refusal(by, "POST", `${path}/read`), absent)
            assert.deepStrictEqual(yield* refusal(by, "DELETE", path), absent)
          }
          yield* reader.api.notifications.remove({ params: { id: items[0]?.id ?? assert.fail() } })
          assert.deepStrictEqual(yield* refusal(reader, "DELETE", path), absent)
          const invalid = (pointer: string, code = "VALIDATION_FAILED") => ({ status: 422, code, pointers: [pointer] })
          assert.deepStrictEqual(yield* refusal(ann, "POST", "/notifications/1/read"), invalid("path/id"))
          assert.deepStrictEqual(yield* refusal(ann, "GET", "/notifications?unread=maybe"), invalid("query/unread"))
          const set = (items: unknown) => refusal(ann, "PUT", "/notifications/preferences", json({ items }))
          const channels = { inApp: true }
          assert.deepStrictEqual(yield* set([{ type: "loan.lost", channels }]), invalid("/items/0/type"))
          assert.deepStrictEqual(
            yield* set([{ type: "loan.overdue", channels: { inApp: true, pigeon: true } }]),
            invalid("/items/0/channels/pigeon", "UNKNOWN_FIELD")
          )
          assert.deepStrictEqual(
            yield* refusal({ ...ann, token: "" }, "GET", "/notifications"),
            yield* refusal({ ...ann, token: "" }, "GET", "/loans")
          )
        })
      )

      it.effect("are part of what is known of a person", () =>
        Effect.gen(function* () {
          const reader = yield* newReader
          yield* tell(reader)
          const items = [{ type: "hold.ready" as const, channels: { inApp: false } }]
          yield* reader.api.notifications.setPreferences({ payload: { items } })
          const { text } = yield* call(reader, "GET", "/auth/profile/export")
          const { notificationPreferences, notifications } = Object(Reflect.get(bodyOf(text), "data"))
          assert.deepStrictEqual(notificationPreferences, items)
          assert.deepInclude(notifications[0], { type: "account.role-changed", readAt: null })
          const { sql } = yield* Office
          const kept = sql<{ readonly count: number }>`
            SELECT (SELECT count(*)::int FROM notifications WHERE user_id = ${reader.id})
              + (SELECT count(*)::int FROM notification_preferences WHERE user_id = ${reader.id}) AS count`
          assert.deepStrictEqual(yield* kept, [{ count: 2 }])
          yield* reader.api.profile.erase({ payload: { password: Redacted.make("correct horse battery") } })
          assert.deepStrictEqual(yield* kept, [{ count: 0 }])
        })
      )

      it.effect("ask the database no more often than they must", () =>
        Effect.gen(function* () {
          const { statements } = yield* Office
          const reader = yield* newReader
          yield* tell(reader, 3)
          const { items } = yield* reader.api.notifications.list({ query: { limit: 1 } })
          const path = `/notifications/${items[0]?.id ?? assert.fail("there is one")}`
          const cost = Effect.fnUntraced(function* (...asked: Parameters<typeof call>) {
            const start = statements.length
            const { status } = yield* call(...asked)
            // On a server one more puts each transaction behind the wall, and now and then who asks is looked up.
            const apart = /set_config\('role'|FROM sessions\s+JOIN users/
            return [status, statements.slice(start).filter((statement) => !apart.test(statement)).length]
          })
          const changes = json({ items: [{ type: "hold.ready", channels: { inApp: false } }] })
          const costs = {
            list: yield* cost(reader, "GET", "/notifications?unread=true"),
            read: yield* cost(reader, "POST", `${path}/read`),
            again: yield* cost(reader, "POST", `${path}/read`),
            all: yield* cost(reader, "POST", "/notifications/read-all"),
            none: yield* cost(reader, "POST", "/notifications/read-all"),
            remove: yield* cost(reader, "DELETE", path),
            absent: yield* cost(reader, "DELETE", path),
            preferences: yield* cost(reader, "GET", "/notifications/preferences"),
            set: yield* cost(reader, "PUT", "/notifications/preferences", changes)
          }
          assert.deepStrictEqual(costs, {
            list: [200, 2],
            read: [200, 2],
            again: [200, 1],
            all: [200, 2],
            none: [200, 1],
            remove: [204, 2],
            absent: [404, 1],
            preferences: [200, 1],
            set: [200, 2]
          })
        })
      )
    }
  )
