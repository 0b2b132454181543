import { Effect, Option, type Scope } from "effect"
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { DatabaseError, DirectoryInUse, DirectoryUnusable } from "./DatabaseError.ts"

const ownerOf = Option.liftThrowable((pidFile: string) => Number.parseInt(readFileSync(pidFile, "utf8"), 10))

/** Opens `<name>.lock` exclusively, or returns undefined if another process has it. */
const acquire = (directory: string, name: string): DatabaseSync | undefined => {
  mkdirSync(directory, { recursive: true })
  const lock = new DatabaseSync(join(directory, `${name}.lock`))
  try {
    lock.exec("BEGIN EXCLUSIVE")
    return lock
  } catch (cause) {
    lock.close()
    if (String(cause).includes("locked")) return undefined
    throw cause
  }
}

/**
 * Makes this process the only owner of `directory` for the life of the scope; `<name>.pid` tells people which one it is.
 *
 * The lock is an exclusive SQLite transaction on an empty file, because Node has no portable file lock of its own. The
 * operating system drops it together with the process, so a kill leaves nothing stale, a pid used again means nothing,
 * and two containers that are both process 1 still see each other. The pid file is for the message only.
 */
export const lockDirectory = Effect.fnUntraced(function* (
  directory: string,
  name: string
): Effect.fn.Return<void, DatabaseError, Scope.Scope> {
  const pidFile = join(directory, `${name}.pid`)
  const lock = yield* Effect.acquireRelease(
    Effect.try({
      try: () => acquire(directory, name),
      catch: (cause) => new DatabaseError({ reason: new DirectoryUnusable({ directory, cause }) })
    }),
    (lock) =>
      Effect.sync(() => {
        if (lock === undefined) return
        rmSync(pidFile, { force: true })
        lock.close()
      })
  )
  if (lock === undefined) {
    const pid = ownerOf(pidFile).pipe(Option.filter(Number.isInteger), Option.getOrUndefined)
    return yield* new DatabaseError({ reason: new DirectoryInUse({ directory, pid }) })
  }
  yield* Effect.try({
    try: () => writeFileSync(pidFile, `${process.pid}\n`),
    catch: (cause) => new DatabaseError({ reason: new DirectoryUnusable({ directory, cause }) })
  })
})
