import { Effect, Exit, Redacted, Scope } from "effect"
import process, { env } from "node:process"
import { canRunRedis } from "../../support/OwnRedis.ts"
import { canRunPostgres, ownPostgres } from "./OwnPostgres.ts"

const missing = [
  ...(canRunPostgres ? [] : ["the PostgreSQL server's programs (initdb, pg_ctl; PG_BIN says where)"]),
  ...(canRunRedis ? [] : ["redis-server"])
].join(" and ")

/**
 * Starts the PostgreSQL server that the scenarios of the campaign share, before the first of them. Where this machine
 * cannot run it, one line says so and nothing is tested; with CI=true that is a failure.
 */
export const setup = async () => {
  if (missing !== "") {
    process.stderr.write(`the fault campaign is skipped, it needs ${missing}\n`)
    process.exit(env["CI"] === "true" ? 1 : 0)
  }
  const scope = await Effect.runPromise(Scope.make())
  const server = await Effect.runPromise(Scope.provide(ownPostgres, scope))
  env["TEST_DATABASE_URL"] = Redacted.value(server.url)
  return () => Effect.runPromise(Scope.close(scope, Exit.void))
}
