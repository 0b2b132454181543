import { Effect, Redacted } from "effect"
import { execFile, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { chownSync, globSync, mkdtempSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { env, getuid } from "node:process"
import { promisify } from "node:util"
import { freePort } from "../../support/OwnRedis.ts"

/** The newest PostgreSQL whose programs are on this machine; PG_BIN names another. */
const bin = env["PG_BIN"] ?? globSync("/usr/lib/postgresql/*/bin/initdb").sort().map(dirname).at(-1)

const isRoot = getuid?.() === 0

const idOf = (flag: "-u" | "-g") => Number(spawnSync("id", [flag, "postgres"]).stdout.toString().trim() || Number.NaN)

/** PostgreSQL refuses to be run by root: then it is run by the user that its packages make. */
const owner = isRoot ? { uid: idOf("-u"), gid: idOf("-g") } : {}

/** Whether this machine can run a PostgreSQL server of the test's own. */
export const canRunPostgres = bin !== undefined && (!isRoot || Number.isInteger(owner.uid))

const run = (program: string, ...args: ReadonlyArray<string>) =>
  Effect.promise(() => promisify(execFile)(join(bin ?? "", program), [...args], { ...owner, cwd: "/" }))

/** As an institution would run it: everything that was committed survives. */
const settings = (port: number) =>
  [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=300",
    "shared_buffers=128MB",
    "logging_collector=off",
    "log_min_messages=fatal"
  ].flatMap((setting) => ["-c", setting])

/** Waits until nobody holds its input any more: then the server is stopped and its folder removed. */
const tidyUp = `cat; "$1" -D "$2/data" -m immediate -w stop; rm -rf "$2"`

/**
 * A folder for a server. Whoever tidies up is a process of its own, so that nothing is left running or lying about even
 * where this process is killed.
 */
const temporaryDirectory = Effect.map(
  Effect.acquireRelease(
    Effect.sync(() => {
      const directory = mkdtempSync(join(tmpdir(), "luminalib-postgres-"))
      if (owner.uid !== undefined && owner.gid !== undefined) chownSync(directory, owner.uid, owner.gid)
      const caretaker = spawn("sh", ["-c", tidyUp, "sh", join(bin ?? "", "pg_ctl"), directory], {
        ...owner,
        cwd: "/",
        detached: true,
        stdio: ["pipe", "ignore", "ignore"]
      })
      return { directory, caretaker }
    }),
    ({ caretaker }) =>
      Effect.promise(async () => {
        const gone = once(caretaker, "exit")
        caretaker.stdin.end()
        await gone
      })
  ),
  ({ directory }) => directory
)

/** A PostgreSQL server in a temporary folder, removed with the scope. */
export const ownPostgres = Effect.gen(function* () {
  const directory = yield* temporaryDirectory
  const data = join(directory, "data")
  yield* run("initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
  const port = yield* freePort
  const options = settings(port).join(" ")
  const start = run("pg_ctl", "-D", data, "-l", join(directory, "log"), "-w", "-t", "30", "-o", options, "start")
  const stop = (mode: "fast" | "immediate") => run("pg_ctl", "-D", data, "-m", mode, "-w", "-t", "30", "stop")
  yield* start
  return {
    url: Redacted.make(`postgres://postgres@127.0.0.1:${port}/postgres`),
    start: Effect.asVoid(start),
    /** `immediate` is a crash: the next start recovers from the log. */
    stop: (mode: "fast" | "immediate") => Effect.asVoid(stop(mode))
  }
})
