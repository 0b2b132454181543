import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Option, Ref } from "effect"
import { SqlError } from "effect/sql"
import { TestClock } from "effect/testing"
import { OrganizationId } from "#contract/identity/Organization.ts"
import type { Role } from "#contract/identity/Role.ts"
import { UserId } from "#contract/identity/User.ts"
import { ActiveSessions } from "#features/identity/ActiveSessions.ts"
import { type OwnedSession, SessionsRepo } from "#features/identity/SessionsRepo.ts"

const session: OwnedSession = {
  id: "01900000-0000-7000-8000-00000000000c",
  organizationId: OrganizationId.make("01900000-0000-7000-8000-00000000000b"),
  userId: UserId.make("01900000-0000-7000-8000-00000000000a")
}
const other: OwnedSession = { ...session, id: "01900000-0000-7000-8000-0000000000cc" }

/** The database: what it says of every session, and how often it was asked. */
const makeStore = Effect.gen(function* () {
  const role = yield* Ref.make(Option.some<Role>("member"))
  const queries = yield* Ref.make(0)
  const broken = yield* Ref.make(false)
  const down = new SqlError.SqlError({
    reason: new SqlError.ConnectionError({ cause: new Error("down"), message: "down", operation: "query" })
  })
  const layer = Layer.fresh(ActiveSessions.layerNoDeps).pipe(
    Layer.provide(
      Layer.mock(SessionsRepo)({
        activeRole: () =>
          Effect.gen(function* () {
            yield* Ref.update(queries, (count) => count + 1)
            if (yield* Ref.get(broken)) return yield* down
            return yield* Ref.get(role)
          })
      })
    )
  )
  return { role, queries, broken, layer }
})

const roleOf = (of: OwnedSession) => ActiveSessions.use((active) => active.role({ ...of }))

describe("who may act now", () => {
  it.effect("costs one query in two seconds, however many calls come", () =>
    Effect.gen(function* () {
      const { layer, queries } = yield* makeStore
      yield* Effect.gen(function* () {
        yield* Effect.forEach(Array.from({ length: 100 }), () => roleOf(session), { concurrency: "unbounded" })
        assert.strictEqual(yield* Ref.get(queries), 1)
        yield* roleOf(other)
        assert.strictEqual(yield* Ref.get(queries), 2)
      }).pipe(Effect.provide(layer))
    })
  )

  it.effect("is known anew after two seconds at the latest, wherever it was changed", () =>
    Effect.gen(function* () {
      const { layer, role } = yield* makeStore
      yield* Effect.gen(function* () {
        assert.deepStrictEqual(yield* roleOf(session), Option.some("member"))
        yield* Ref.set(role, Option.some<Role>("admin"))
        yield* TestClock.adjust("2 seconds")
        assert.deepStrictEqual(yield* roleOf(session), Option.some("admin"))
        yield* Ref.set(role, Option.none())
        yield* TestClock.adjust("2 seconds")
        assert.isTrue(Option.isNone(yield* roleOf(session)))
      }).pipe(Effect.provide(layer))
    })
  )

  it.effect("is known at once where it was changed", () =>
    Effect.gen(function* () {
      const { layer, role } = yield* makeStore
      yield* Effect.gen(function* () {
        const active = yield* ActiveSessions
        yield* roleOf(session)
        yield* roleOf(other)
        yield* Ref.set(role, Option.none())
        yield* active.forget(session)
        assert.isTrue(Option.isNone(yield* roleOf(session)))
        assert.isTrue(Option.isSome(yield* roleOf(other)))
        yield* active.forgetAll
        assert.isTrue(Option.isNone(yield* roleOf(other)))
      }).pipe(Effect.provide(layer))
    })
  )

  it.effect("is asked again as soon as a database that was away is back", () =>
    Effect.gen(function* () {
      const { broken, layer } = yield* makeStore
      yield* Effect.gen(function* () {
        yield* Ref.set(broken, true)
        yield* Effect.exit(roleOf(session))
        yield* Ref.set(broken, false)
        assert.deepStrictEqual(yield* roleOf(session), Option.some("member"))
      }).pipe(Effect.provide(layer))
    })
  )
})
