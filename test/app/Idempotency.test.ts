import { Effect, Redacted } from "effect"
import { describePostgres } from "../support/Services.ts"
import { acquireMigrated } from "../support/TestDatabase.ts"
import { idempotencySuite } from "./IdempotencySuite.ts"

idempotencySuite("embedded", Effect.succeed({}))
describePostgres("on a server", () =>
  idempotencySuite(
    "PostgreSQL",
    Effect.map(acquireMigrated, (url) => ({
      DATABASE_URL: Redacted.value(url),
      JWT_SECRET_KEY: "a secret of this test that is long enough"
    }))
  )
)
