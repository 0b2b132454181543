import { Effect } from "effect"
import { fileURLToPath } from "node:url"
import { compare, migrate } from "#platform/Migrations.ts"

const directory = fileURLToPath(new URL("../../sql", import.meta.url))

/** Brings the database up to date with `sql/`, and says what it did. */
export const migrateLibrary = Effect.tap(migrate(directory), (applied) =>
  applied.length === 0
    ? Effect.logDebug("the database is up to date")
    : Effect.logInfo("database migrated", { applied: applied.map(([, name]) => name) })
)

/** What the database lacks of `sql/`, and what it has beyond it. */
export const pendingMigrations = compare(directory)
