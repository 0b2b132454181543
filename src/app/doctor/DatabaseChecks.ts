import { Clock, Effect, FileSystem, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { Database } from "#platform/Database.ts"
import type { DatabaseError } from "#platform/database/DatabaseError.ts"
import { askWhetherItStands } from "#platform/TenantWall.ts"
import { pendingMigrations } from "../Migrations.ts"
import { examine, fail, type Finding, ok, warn } from "./Finding.ts"
import type { Profile } from "./Profile.ts"

const oldestVersion = 150_000
/** Milliseconds by which clocks may differ: unnoticed, and before tokens and times make no sense to each other. */
const noticed = 2_000
const tolerable = 60_000

const version = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const { profile } = yield* Database
  const [row] = yield* sql<{ readonly number: number; readonly name: string }>`
    SELECT current_setting('server_version_num')::int AS number, current_setting('server_version') AS name`
  const name = `PostgreSQL ${row?.name ?? "of no version"}${profile === "embedded" ? ", embedded" : ""}`
  return (row?.number ?? 0) >= oldestVersion
    ? ok("database", name)
    : fail("database", `${name} is too old`, "use PostgreSQL 15 or newer")
})

const extensions = Effect.gen(function* () {
  const installed = yield* (yield* Database).extensions
  const missing = ["pg_trgm", "vector"].filter((name) => !installed.has(name))
  const remedies: Record<string, string> = {
    pg_trgm:
      "let an administrator run `CREATE EXTENSION pg_trgm` in the database: searches then forgive typing mistakes",
    vector:
      "install pgvector and let an administrator run `CREATE EXTENSION vector`: searches by meaning are then quick"
  }
  return missing.length === 0
    ? [ok("extensions", "pg_trgm and vector are there")]
    : missing.map((name) => warn("extensions", `${name} is not installed`, remedies[name] ?? ""))
})

const migrations = Effect.map(pendingMigrations, ({ pending: [first, ...more], unknown }) => {
  if (first !== undefined) {
    const which = more.length === 0 ? first : `${first} and ${more.length} more`
    return fail("migrations", `${which} to come`, "run `luminalib migrate`, and then this again")
  }
  return unknown.length > 0
    ? warn(
        "migrations",
        `the database is ahead of this program: ${unknown.join(", ")}`,
        "use the newer program here too"
      )
    : ok("migrations", "up to date")
})

const tenantWall = Effect.gen(function* () {
  const { profile } = yield* Database
  if (profile === "embedded") return ok("tenant wall", "not needed: the database has this one login")
  return (yield* askWhetherItStands(yield* SqlClient.SqlClient))
    ? ok("tenant wall", "transactions run behind row-level security")
    : warn(
        "tenant wall",
        "libraries are kept apart by queries alone",
        "let an administrator run `CREATE ROLE luminalib_tenant NOLOGIN; GRANT luminalib_tenant TO <login>`, " +
          "and the login `SELECT raise_tenant_wall()`"
      )
})

const clock = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const before = yield* Clock.currentTimeMillis
  const [row] = yield* sql<{ readonly millis: number }>`
    SELECT (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS millis`
  const after = yield* Clock.currentTimeMillis
  const ahead = Math.round((before + after) / 2 - (row?.millis ?? 0))
  const text = `this machine is ${Math.abs(ahead)} ms ${ahead < 0 ? "behind" : "ahead of"} the database`
  const remedy = "set both clocks by NTP"
  if (Math.abs(ahead) > tolerable) return fail("clock", text, remedy)
  return Math.abs(ahead) > noticed ? warn("clock", text, remedy) : ok("clock", text)
})

const inside = Effect.gen(function* () {
  const migrated = yield* migrations
  const findings: Array<Finding> = [yield* version, migrated]
  // The migrations bring the extensions and the wall, where they may.
  if (migrated.state !== "fail") findings.push(...(yield* extensions), yield* tenantWall)
  return [...findings, yield* clock]
})

/** Somebody has the embedded database: most likely the library, which runs. */
const inUse = ({ message, reason }: DatabaseError) =>
  reason._tag === "DirectoryInUse"
    ? [
        ok(
          "database",
          `${message.split(". ", 1)[0] ?? message}: the library runs. Stop it to have its database examined`
        )
      ]
    : [fail("database", message, "see what the message names; `luminalib start` makes a new one in an empty DATA_DIR")]

const remedyOfServer = "start PostgreSQL, e.g. `docker compose up -d postgres`, and look at DATABASE_URL"

/** The database: reachable, new enough, complete, up to date, walled, and of the same time. */
export const database = ({ dataDirectory, databaseUrl }: Profile) => {
  const examined = Effect.provide(inside, Layer.fresh(Database.layer))
  if (databaseUrl !== "") return examine({ name: "database", remedy: remedyOfServer, url: databaseUrl }, examined)
  return examine(
    { name: "database", remedy: "look at DATA_DIR" },
    Effect.flatMap(
      FileSystem.FileSystem.use((fs) => fs.exists(`${dataDirectory}/postgres`)),
      (exists) =>
        exists
          ? Effect.catchTag(examined, "DatabaseError", (error) => Effect.succeed(inUse(error)))
          : Effect.succeed([ok("database", "embedded, made at the first start")])
    )
  )
}
