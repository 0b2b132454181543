import * as PgClient from "@effect/sql-pg/PgClient"
import { Effect, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { env } from "node:process"

/** The PostgreSQL that tests may make databases on: TEST_DATABASE_URL. */
export const postgresUrl = env["TEST_DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/test"

/**
 * Makes a database of its own on the test server, as a copy of another where one is named, and drops it with the scope
 * whoever is still connected. Nobody asks it anything after the server has crashed: commits do not wait for the disk.
 */
export const acquireDatabase = Effect.fnUntraced(function* (template?: string) {
  const admin = yield* Layer.build(PgClient.layer({ url: Redacted.make(postgresUrl), maxConnections: 1 }))
  const run = (statement: string) =>
    Effect.provideContext(
      Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe(statement).unprepared),
      admin
    )
  const name = `luminalib_test_${crypto.randomUUID().replaceAll("-", "")}`
  yield* Effect.acquireRelease(
    run(`CREATE DATABASE ${name} ${template === undefined ? "" : `TEMPLATE ${template}`}`),
    () => Effect.orDie(run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
  )
  yield* run(`ALTER DATABASE ${name} SET synchronous_commit = off`)
  const url = new URL(postgresUrl)
  url.pathname = `/${name}`
  return { name, url: Redacted.make(url.href) }
})
