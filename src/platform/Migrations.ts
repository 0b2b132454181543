import { Effect, FileSystem, Option, Path, Predicate } from "effect"
import { Migrator, SqlClient, type SqlError } from "effect/sql"
import { postgresMessage } from "./database/PostgresMessage.ts"

const table = "effect_sql_migrations"

/** Key of the advisory lock that lets one process migrate while the others wait. Any constant will do. */
const lockKey = 7_310_579_214

interface MigrationFile {
  readonly id: number
  readonly name: string
  readonly file: string
}

const refuse = (kind: Migrator.MigrationError["kind"], message: string, cause?: unknown) =>
  new Migrator.MigrationError({ kind, message, cause })

const parseFileName = (file: string): Option.Option<MigrationFile> => {
  const [, id, name] = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file) ?? []
  return id === undefined || name === undefined ? Option.none() : Option.some({ id: Number(id), name, file })
}

const listFiles = Effect.fnUntraced(function* (directory: string) {
  const fs = yield* FileSystem.FileSystem
  const names = yield* Effect.mapError(fs.readDirectory(directory), (cause) =>
    refuse("Failed", `Cannot read the migrations in ${directory}`, cause)
  )
  const files: Array<MigrationFile> = []
  for (const name of names.filter((name) => name.endsWith(".sql")).sort()) {
    const file = parseFileName(name)
    if (Option.isNone(file)) return yield* refuse("BadState", `${name} is not named NNNN_subject.sql`)
    const twin = files.find((other) => other.id === file.value.id)
    if (twin !== undefined) return yield* refuse("Duplicates", `${twin.file} and ${name} have the same number`)
    files.push(file.value)
  }
  return files
})

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
const explain = (file: string, text: string, error: SqlError.SqlError): string => {
  const { cause } = error.reason
  if (!Predicate.hasProperty(cause, "internalPosition")) return `${file}: ${postgresMessage(error)}`
  const line = text.slice(0, Number(cause.internalPosition)).split("\n").length
  return `${file}, line ${line}: ${postgresMessage(error)}`
}

/** The driver takes one statement at a time; EXECUTE takes a whole file, dollar quotes included. */
const runFile = Effect.fnUntraced(function* (directory: string, file: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const sql = yield* SqlClient.SqlClient
  const text = yield* fs.readFileString(path.join(directory, file))
  yield* Effect.mapError(
    sql.unsafe(`DO $migration_do$ BEGIN EXECUTE $migration_text$${text}$migration_text$; END $migration_do$`)
      .unprepared,
    (cause) => refuse("Failed", explain(file, text, cause), cause)
  )
})

const load = Effect.fnUntraced(function* (directory: string) {
  const services = yield* Effect.context<FileSystem.FileSystem | Path.Path>()
  const files = yield* listFiles(directory)
  yield* Effect.catchTag(refuseLateFiles(files), "SqlError", (cause) =>
    refuse("Failed", "Cannot read which migrations were applied", cause)
  )
  return files.map(({ file, id, name }): Migrator.ResolvedMigration => [
    id,
    name,
    Effect.succeed(Effect.provideContext(runFile(directory, file), services))
  ])
})

/**
 * Applies the files `NNNN_subject.sql` of `directory` that the database does not have yet, in the order of their
 * numbers, all in one transaction, and returns them. Of several processes that start together one migrates; the others
 * wait and return nothing. Two files with one number, and a file that comes late, are refused.
 */
export const migrate = Effect.fn("Migrations.migrate")(function* (
  directory: string
): Effect.fn.Return<
  ReadonlyArray<readonly [id: number, name: string]>,
  Migrator.MigrationError | SqlError.SqlError,
  FileSystem.FileSystem | Path.Path | SqlClient.SqlClient
> {
  const sql = yield* SqlClient.SqlClient
  return yield* sql
    .withTransaction(
      Effect.gen(function* () {
        yield* sql`SET LOCAL statement_timeout = 0`
        yield* sql`SET LOCAL lock_timeout = 0`
        yield* sql`SELECT pg_advisory_xact_lock(${BigInt(lockKey)})`
        return yield* Migrator.make({})({ loader: load(directory), table })
      })
    )
    .pipe(
      Effect.catchIf(
        (error) => error._tag === "MigrationError" && Predicate.isTagged(error.cause, "MigrationError"),
        (error) => Effect.fail(error.cause instanceof Migrator.MigrationError ? error.cause : error)
      )
    )
})
