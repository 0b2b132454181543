import { assert, layer } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { SqlClient } from "effect/sql"
import { RoleChanged } from "#contract/identity/User.ts"
import { Notices } from "#features/circulation/Notices.ts"
import { Loans } from "#features/circulation/Loans.ts"
import { Reactions } from "#jobs/Reactions.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { describePostgres } from "../../support/Services.ts"
import { layerPostgres } from "../../support/TestDatabase.ts"
import { daysPass, newLibrary } from "../circulation/CirculationServices.ts"
import { kindsTo, layerTelling } from "./NotificationServices.ts"

// Embedded there is one connection: transactions follow one another.
describePostgres("on a server", () => {
  layer(layerTelling(layerPostgres), { excludeTestServices: true, timeout: "30 seconds" })(
    "notifications about people who are being erased",
    (it) => {
      /** Somebody holds the person as erasing does, until the effect is over. */
      const whileLocked = <A, E, R>(id: string, lock: "UPDATE" | "NO KEY UPDATE", meanwhile: Effect.Effect<A, E, R>) =>
        Effect.gen(function* () {
          const sql = yield* SqlClient.SqlClient
          const [locked, done] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
          const holding = yield* Effect.forkChild(
            sql.withTransaction(
              Effect.gen(function* () {
                yield* sql`SELECT FROM users WHERE id = ${id} FOR ${sql.literal(lock)}`
                yield* Deferred.succeed(locked, undefined)
                yield* Deferred.await(done)
              })
            )
          )
          yield* Deferred.await(locked)
          const found = yield* Effect.timeout(meanwhile, "5 seconds")
          yield* Deferred.succeed(done, undefined)
          yield* Fiber.join(holding)
          return found
        })

      it.effect("wait for nobody: such a person is passed over, and others are told", () =>
        Effect.gen(function* () {
          const library = yield* newLibrary()
          const [leaves, stays] = [library.reader(0), library.reader(1)]
          const loans = yield* Loans
          yield* loans.borrow(leaves, library.book(0), {})
          yield* loans.borrow(stays, library.book(1), {})
          yield* daysPass(library, 20)
          yield* whileLocked(
            leaves.id,
            "UPDATE",
            Notices.use(({ note }) => note)
          )
          assert.deepStrictEqual([yield* kindsTo(leaves), yield* kindsTo(stays)], [[], ["loan.overdue"]])
        })
      )

      it.effect("reach whoever borrows at that moment", () =>
        Effect.gen(function* () {
          const { admin, organizationId, reader } = yield* newLibrary()
          const { id: userId } = reader(0)
          const changed = RoleChanged.make({ organizationId, userId, by: admin.id, from: "member", to: "librarian" })
          const wall = yield* TenantWall
          const reactions = yield* Reactions
          yield* whileLocked(userId, "NO KEY UPDATE", wall.within(organizationId, reactions.record(changed)))
          assert.deepStrictEqual(yield* kindsTo(reader(0)), ["account.role-changed"])
        })
      )
    }
  )
})
