import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as PgClient from "@effect/sql-pg/PgClient"
import { Effect } from "effect"
import process from "node:process"
import { Database } from "#platform/Database.ts"

/** A process that commits rows to the embedded database in its first argument, and prints each number afterwards. */
const [, , directory = ""] = process.argv

const write = Effect.gen(function* () {
  const sql = yield* PgClient.PgClient
  yield* sql`CREATE TABLE rows (id integer PRIMARY KEY)`
  for (let id = 1; ; id++) {
    yield* sql.withTransaction(sql`INSERT INTO rows (id) VALUES (${id})`)
    process.stdout.write(`${id}\n`)
  }
})

NodeRuntime.runMain(Effect.provide(write, Database.layerEmbedded(directory)))
