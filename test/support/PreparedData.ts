import { execFile } from "node:child_process"
import { cp, mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import process, { env } from "node:process"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { compileCache } from "./CompileCache.ts"

const name = "LUMINALIB_TEST_PREPARED_DATA"
const main = fileURLToPath(new URL("../../src/app/main.ts", import.meta.url))

/**
 * Makes one embedded database before the tests run: making a new one takes seconds of a core each time. Vitest runs it
 * once for all files.
 */
export const setup = async () => {
  const directory = await mkdtemp(join(tmpdir(), "luminalib-prepared-"))
  await promisify(execFile)(process.execPath, [main, "migrate"], {
    env: { PATH: env["PATH"], NODE_COMPILE_CACHE: compileCache, DATA_DIR: directory }
  })
  env[name] = directory
  return () => rm(directory, { recursive: true, force: true })
}

/** Puts a database that is up to date into a data directory, as an earlier run of the program would have left it. */
export const prepareData = async (directory: string) => {
  const prepared = env[name]
  if (prepared !== undefined) await cp(join(prepared, "postgres"), join(directory, "postgres"), { recursive: true })
}
