import { execFile } from "node:child_process"
import { mkdir, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { env } from "node:process"
import { promisify } from "node:util"

/** Pinned, so that two benchmarks are comparable. The override: pg-boss only needs it for calendars. */
const manifest = {
  private: true,
  dependencies: { bullmq: "6.7.0", ioredis: "6.0.0", "pg-boss": "12.38.0" },
  overrides: { "rrule-temporal": "^2.2.0" }
}

/** What is compared with, by name. */
export const peerVersions = { bullmq: manifest.dependencies.bullmq, pgBoss: manifest.dependencies["pg-boss"] }

/**
 * A folder in which the peers are installed. BENCH_PEERS names one that has them; otherwise they are installed into the
 * temporary folder, once for each set of versions. The project itself does not depend on them.
 */
export const peersFolder = async (): Promise<string> => {
  const given = env["BENCH_PEERS"]
  if (given !== undefined) return given
  const versions = Object.entries(manifest.dependencies).map(([name, version]) => `${name}-${version}`)
  const folder = join(tmpdir(), `luminalib-bench-${versions.join("-")}`)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest))
  await promisify(execFile)("npm", ["install", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder })
  return folder
}
