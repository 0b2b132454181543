import { Effect, Predicate, Schedule } from "effect"
import { Migrator, SqlClient, SqlError } from "effect/sql"
import { type MigrationFile, readMigrations, refuse, statementsOf } from "./database/MigrationFiles.ts"
import { postgresMessage } from "./database/PostgresMessage.ts"

const table = "effect_sql_migrations"

/** Key of the advisory lock that lets one process migrate while the others wait. Any constant will do. */
const lockKey = 7_310_579_214n
/** How often those who wait for it try. They must not wait in a statement: an index that is being built waits for those. */
const lockPoll = "200 millis"

/**
 * Who waits for a lock on a table holds up everybody who comes after. So a migration gives way to work in progress after
 * this time, and tries again. It is less than the second after which PostgreSQL looks for deadlocks: of a migration and a
 * request that wait for each other, the migration always gives way.
 */
const lockTimeout = "700ms"
const giveWay = Schedule.spaced("1 second").pipe(Schedule.jittered, Schedule.upTo({ duration: "5 minutes" }))

/** Where a table is in use, a retry may find it free. */
const isInTheWay = (error: unknown): boolean => {
  if (SqlError.isSqlError(error)) return ["LockTimeoutError", "DeadlockError"].includes(error.reason._tag)
  return Predicate.isTagged(error, "MigrationError") && Predicate.hasProperty(error, "cause") && isInTheWay(error.cause)
}

/** The migrator would skip a file that comes late, and with it whatever later files rely on. */
const refuseLateFiles = Effect.fnUntraced(function* (files: ReadonlyArray<MigrationFile>) {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ id: number; name: string }>`SELECT migration_id AS id, name FROM ${sql(table)}`
  const applied = new Map(rows.map((row) => [row.id, row.name]))
  const latest = Math.max(0, ...applied.keys())
  for (const { file, id, name } of files) {
    const appliedName = applied.get(id)
    if (appliedName !== undefined && appliedName !== name) {
      return yield* refuse("BadState", `Number ${id} was applied as ${appliedName}, but its file is ${file}`)
    }
    if (appliedName === undefined && id < latest) {
      return yield* refuse(
        "BadState",
        `${file} comes late: this database is already at ${latest}. Give it a new number.`
      )
    }
  }
})

/** Names the line of the file, where PostgreSQL says one. */
const explain = ({ file, text }: MigrationFile, error: SqlError.SqlError): string => {
  const { cause } = error.reason
  if (!Predicate.hasProperty(cause, "internalPosition")) return `${file}: ${postgresMessage(error)}`
  const line = text.slice(0, Number(cause.internalPosition)).split("\n").length
  return `${file}, line ${line}: ${postgresMessage(error)}`
}

/** The driver takes one statement at a time; EXECUTE takes a whole file, dollar quotes included. */
const runFile = Effect.fnUntraced(function* (file: MigrationFile) {
  const sql = yield* SqlClient.SqlClient
  yield* Effect.mapError(
    sql.unsafe(`DO $migration_do$ BEGIN EXECUTE $migration_text$${file.text}$migration_text$; END $migration_do$`)
      .unprepared,
    (cause) => refuse("Failed", explain(file, cause), cause)
  )
})

type Applied = ReadonlyArray<readonly [id: number, name: string]>

/** The files up to one of them, in one transaction. */
const applyTogether = Effect.fnUntraced(function* (
  files: ReadonlyArray<MigrationFile>,
  all: ReadonlyArray<MigrationFile>
): Effect.fn.Return<Applied, Migrator.MigrationError | SqlError.SqlError, SqlClient.SqlClient> {
  const sql = yield* SqlClient.SqlClient
  const loader = Effect.as(
    Effect.catchTag(refuseLateFiles(all), "SqlError", (cause) =>
      refuse("Failed", "Cannot read which migrations were applied", cause)
    ),
    files.map((file): Migrator.ResolvedMigration => [file.id, file.name, Effect.succeed(runFile(file))])
  )
  const attempt = sql.withTransaction(
    Effect.gen(function* () {
      yield* sql`SELECT set_config('statement_timeout', '0', true), set_config('lock_timeout', ${lockTimeout}, true)`
      const [lock] = yield* sql<{ readonly held: boolean }>`SELECT pg_try_advisory_xact_lock(${lockKey}) AS held`
      return lock?.held === true ? yield* Migrator.make({})({ loader, table }) : undefined
    })
  )
  let applied = yield* attempt
  while (applied === undefined) applied = yield* Effect.delay(attempt, lockPoll)
  return applied
})

/** One file, statement by statement, with a session of its own. */
const applyOutside = Effect.fnUntraced(function* (file: MigrationFile) {
  const sql = yield* SqlClient.SqlClient
  const session = yield* sql.reserve
  const run = (statement: string, parameters: ReadonlyArray<unknown> = []) =>
    session.executeUnprepared(statement, parameters, undefined)
  const isSo = (question: string, parameters: ReadonlyArray<unknown>) =>
    Effect.map(
      run(`SELECT 1 FROM (SELECT ${question} AS yes) AS asked WHERE yes`, parameters),
      (rows) => rows.length > 0
    )

  const tryLock = Effect.acquireRelease(isSo("pg_try_advisory_lock($1::bigint)", [String(lockKey)]), (held) =>
    held ? Effect.ignore(run("SELECT pg_advisory_unlock($1::bigint)", [String(lockKey)])) : Effect.void
  )
  while (!(yield* tryLock)) yield* Effect.sleep(lockPoll)
  const isThere = `EXISTS (SELECT FROM ${table} WHERE migration_id >= $1::int)`
  if (yield* isSo(isThere, [file.id])) return []

  // An index that is being built waits for whoever writes, and holds nobody up: it may take its time.
  yield* Effect.acquireRelease(Effect.andThen(run("SET statement_timeout = 0"), run("SET lock_timeout = 0")), () =>
    Effect.ignore(Effect.andThen(run("RESET statement_timeout"), run("RESET lock_timeout")))
  )
  for (const statement of statementsOf(file)) {
    yield* Effect.mapError(run(statement), (cause) => refuse("Failed", explain(file, cause), cause))
  }
  yield* run(`INSERT INTO ${table} (migration_id, name) VALUES ($1::int, $2::text)`, [file.id, file.name])
  return [[file.id, file.name] as const]
}, Effect.scoped)

/** Files that are applied together, and between them each of those that are applied by themselves. */
const stagesOf = (files: ReadonlyArray<MigrationFile>) => {
  const outside = files.filter(({ isOutside }) => isOutside)
  return [...outside, undefined].map((last) => ({
    together: files.filter(({ id, isOutside }) => !isOutside && (last === undefined || id < last.id)),
    outside: last
  }))
}

const retrying = <A, E, R>(stage: Effect.Effect<A, E, R>) =>
  Effect.catchIf(stage, isInTheWay, () =>
    Effect.andThen(
      Effect.logInfo("Waiting for work in progress to let the migration in"),
      Effect.retry(stage, { while: isInTheWay, schedule: giveWay })
    )
  )

/**
 * Applies the files `NNNN_subject.sql` of `directory` that the database does not have yet, in the order of their
 * numbers, and returns them: all in one transaction, but for those that say in their first line that they run outside of
 * it, at which a transaction ends. Of several processes that start together one migrates; the others wait. Two files with
 * one number, and a file that comes late, are refused. Work in progress goes before: see `lockTimeout`.
 */
export const migrate = Effect.fn("Migrations.migrate")(
  function* (directory: string) {
    const files = yield* readMigrations(directory)
    const applied = yield* Effect.forEach(stagesOf(files), ({ outside, together }) =>
      Effect.gen(function* () {
        const before = yield* retrying(applyTogether(together, files))
        return outside === undefined ? before : [...before, ...(yield* retrying(applyOutside(outside)))]
      })
    )
    return applied.flat()
  },
  Effect.catchIf(
    (error) => error._tag === "MigrationError" && Predicate.isTagged(error.cause, "MigrationError"),
    (error) => Effect.fail(error.cause instanceof Migrator.MigrationError ? error.cause : error)
  )
)

/**
 * What the database lacks and what it has beyond the files of `directory`, in the order of their numbers. Changes
 * nothing. Two statements.
 */
export const compare = Effect.fn("Migrations.compare")(function* (directory: string) {
  const sql = yield* SqlClient.SqlClient
  const files = yield* readMigrations(directory)
  const [found] = yield* sql<{ readonly exists: boolean }>`SELECT to_regclass(${table}) IS NOT NULL AS exists`
  const applied =
    found?.exists === true
      ? yield* sql<{
          id: number
          name: string
        }>`SELECT migration_id AS id, name FROM ${sql(table)} ORDER BY migration_id`
      : []
  const appliedIds = new Set(applied.map(({ id }) => id))
  const knownIds = new Set(files.map(({ id }) => id))
  return {
    pending: files.filter(({ id }) => !appliedIds.has(id)).map(({ file }) => file),
    unknown: applied.filter(({ id }) => !knownIds.has(id)).map(({ id, name }) => `${id} ${name}`)
  }
})
