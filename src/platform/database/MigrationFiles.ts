import { Effect, FileSystem, Option, Path } from "effect"
import { Migrator } from "effect/sql"

/** The first line of a file that is applied outside of a transaction. */
const mark = "-- outside of a transaction\n"

export interface MigrationFile {
  readonly id: number
  readonly name: string
  readonly file: string
  readonly text: string
  /**
   * Whether its statements run one by one, each by itself: what takes long, as indexes built `concurrently`, then holds
   * up nobody. Each ends with a semicolon at the end of a line, and all of them can be repeated.
   */
  readonly isOutside: boolean
}

export const refuse = (kind: Migrator.MigrationError["kind"], message: string, cause?: unknown) =>
  new Migrator.MigrationError({ kind, message, cause })

const parseFileName = (file: string): Option.Option<Pick<MigrationFile, "id" | "name" | "file">> => {
  const [, id, name] = /^(\d{4})_([a-z0-9_]+)\.sql$/.exec(file) ?? []
  return id === undefined || name === undefined ? Option.none() : Option.some({ id: Number(id), name, file })
}

/** The files of a directory, in the order of their numbers. Two with one number, and misnamed ones, are refused. */
export const readMigrations = Effect.fnUntraced(function* (directory: string) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const unreadable = Effect.mapError((cause: unknown) =>
    refuse("Failed", `Cannot read the migrations in ${directory}`, cause)
  )
  const files: Array<MigrationFile> = []
  for (const entry of (yield* unreadable(fs.readDirectory(directory))).filter(isSql).sort()) {
    const parsed = parseFileName(entry)
    if (Option.isNone(parsed)) return yield* refuse("BadState", `${entry} is not named NNNN_subject.sql`)
    const twin = files.find((other) => other.id === parsed.value.id)
    if (twin !== undefined) return yield* refuse("Duplicates", `${twin.file} and ${entry} have the same number`)
    const text = yield* unreadable(fs.readFileString(path.join(directory, entry)))
    files.push({ ...parsed.value, text, isOutside: text.startsWith(mark) })
  }
  return files
})

const isSql = (name: string) => name.endsWith(".sql")

/** The statements of a file that is applied outside of a transaction. */
export const statementsOf = ({ text }: MigrationFile): ReadonlyArray<string> =>
  text
    .replaceAll(/^\s*--.*$/gm, "")
    .split(/;\s*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "")
