import { describe } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { describePostgres } from "../../support/Services.ts"
import { acquireMigrated } from "../../support/TestDatabase.ts"
import { operationsSuite, steeringSuite } from "./OperationsSuite.ts"

operationsSuite("embedded", Effect.succeed({}))
describe("operating an installation that works", () => steeringSuite(Effect.succeed({})))
describePostgres("on a server", () => {
  operationsSuite(
    "on PostgreSQL",
    Effect.map(acquireMigrated, (url) => ({
      DATABASE_URL: Redacted.value(url),
      JWT_SECRET_KEY: "a secret of this test that is long enough"
    }))
  )
})
