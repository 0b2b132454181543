import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises"
import { dirname, join } from "node:path"
import { env } from "node:process"
import { built, builtFrom, configFile } from "./Places.ts"
import { precompress } from "./Precompress.ts"
import { sourcesHash } from "./Sources.ts"

/** Renames unless somebody else was quicker, who then has built the same. */
const move = async (from: string, to: string, quicker: ReadonlyArray<string>) => {
  try {
    await rename(from, to)
  } catch (error) {
    if (!(error instanceof Error && "code" in error && quicker.includes(String(error.code)))) throw error
  }
}

/** Puts the new page in the place of the old one, where there is one. */
const replace = async (fresh: string) => {
  const old = `${fresh}-old`
  await move(built, old, ["ENOENT"])
  await move(fresh, built, ["ENOTEMPTY", "EEXIST"])
  await rm(old, { recursive: true, force: true })
}

/** Builds the page beside its place and moves it there whole, so that nobody ever sees half of one. */
export const buildPage = async (): Promise<void> => {
  const hash = sourcesHash()
  // What is built is what readers get, whoever builds it: a test has another environment.
  env["NODE_ENV"] = "production"
  const { build, mergeConfig } = await import("vite")
  const { startInOneFile } = await import("./StartModules.ts")
  await mkdir(dirname(built), { recursive: true })
  const fresh = await mkdtemp(`${built}-`)
  // The server may be somebody else than who builds.
  await chmod(fresh, 0o755)
  try {
    await build(mergeConfig(await startInOneFile(), { configFile, logLevel: "warn", build: { outDir: fresh } }))
    await precompress(fresh)
    await writeFile(join(fresh, builtFrom), `${hash}\n`)
    await replace(fresh)
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}
