import { Effect, Exit, Redacted, Scope } from "effect"
import { execFile } from "node:child_process"
import { existsSync } from "node:fs"
import { cp, mkdir, readdir, rename, rm, stat } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process, { env } from "node:process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { compileCache } from "./CompileCache.ts"
import { acquireDatabase } from "./PostgresServer.ts"
import { sqlFingerprint } from "./SqlFingerprint.ts"

const name = "LUMINALIB_TEST_PREPARED_DATA"
const databaseName = "LUMINALIB_TEST_PREPARED_DATABASE"
const main = fileURLToPath(new URL("../../src/app/main.ts", import.meta.url))

const migrateWith = (variables: Readonly<Record<string, string>>) =>
  promisify(execFile)(process.execPath, [main, "migrate"], {
    env: { PATH: env["PATH"], NODE_COMPILE_CACHE: compileCache, ...variables }
  })

/** On the test server, where there is one. */
const prepareDatabase = Effect.gen(function* () {
  const { name, url } = yield* acquireDatabase()
  yield* Effect.promise(() =>
    migrateWith({ DATABASE_URL: Redacted.value(url), JWT_SECRET_KEY: "a secret of the tests that is long enough" })
  )
  env[databaseName] = name
}).pipe(Effect.catchTag("SqlError", () => Effect.void))

const folder = join(tmpdir(), "luminalib-test-prepared")
const hourMillis = 3_600_000

/** An embedded database, made once per state of sql/. Two runs that make it at once do double work, no harm. */
const prepareDirectory = async () => {
  const directory = join(folder, await sqlFingerprint(true))
  if (!existsSync(directory)) {
    const draft = join(folder, crypto.randomUUID())
    await mkdir(draft, { recursive: true })
    await migrateWith({ DATA_DIR: draft })
    await rename(draft, directory).catch(() => rm(draft, { recursive: true, force: true }))
  }
  env[name] = directory
  // Those of earlier states are of no use to anybody, unless another run has only just begun with one.
  const { mtimeMs } = await stat(directory)
  for (const other of (await readdir(folder)).map((entry) => join(folder, entry))) {
    const found = await stat(other).catch(() => undefined)
    if (found !== undefined && mtimeMs - found.mtimeMs > hourMillis) await rm(other, { recursive: true, force: true })
  }
}

/**
 * Sees to it that there is one embedded database and one on the test server before the tests run: making a new one takes
 * seconds of a core each time. Vitest runs it once for all files.
 */
export const setup = async () => {
  const scope = await Effect.runPromise(Scope.make())
  await Promise.all([prepareDirectory(), Effect.runPromise(Scope.provide(prepareDatabase, scope))])
  return () => Effect.runPromise(Scope.close(scope, Exit.void))
}

/** The name of the database on the test server that is up to date, for copies. */
export const preparedDatabase = (): string | undefined => env[databaseName]

/** Puts a database that is up to date into a data directory, as an earlier run of the program would have left it. */
export const prepareData = async (directory: string) => {
  const prepared = env[name]
  if (prepared !== undefined) await cp(join(prepared, "postgres"), join(directory, "postgres"), { recursive: true })
}
