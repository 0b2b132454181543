import { spawn } from "node:child_process"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { Effect, FileSystem, Schedule, type Scope } from "effect"
import { compileCache } from "./CompileCache.ts"
import { prepareData } from "./PreparedData.ts"
import type { Environment } from "./TestServer.ts"

const root = fileURLToPath(new URL("../..", import.meta.url))

/** The program as operators run it: a process of its own. */
export interface Program {
  readonly pid: number
  /** All it has printed so far. */
  readonly output: () => string
  /** How it ended; waits until it has. */
  readonly exit: Effect.Effect<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  readonly kill: (signal: NodeJS.Signals) => Effect.Effect<void>
  /** Where it listens, as soon as it says so. */
  readonly baseUrl: Effect.Effect<string>
}

/** A data directory that lives as long as the test. */
export const temporaryDirectory = FileSystem.FileSystem.use((fs) =>
  fs.makeTempDirectoryScoped({ prefix: "luminalib-" })
)

/** The same, with a database that is up to date. */
export const preparedDirectory = Effect.tap(temporaryDirectory, (directory) =>
  Effect.promise(() => prepareData(directory))
)

/** `main <command>` with these variables and no others, on a free port. Killed at the end of the test. */
export const startProgram = (env: Environment, command = "all"): Effect.Effect<Program, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const child = spawn(process.execPath, ["src/app/main.ts", command], {
        cwd: root,
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          NODE_COMPILE_CACHE: compileCache,
          PORT: "0",
          LOG_FORMAT: "json",
          PASSWORD_HASH_COST: "4",
          NODE_ENV: "test",
          RATE_LIMITS: "off",
          ...env
        }
      })
      let output = ""
      child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()))
      child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()))
      const ended = new Promise<Effect.Success<Program["exit"]>>((resolve) =>
        child.on("close", (code, signal) => resolve({ code, signal }))
      )
      const baseUrl = Effect.suspend(() => {
        const [, url] = /listens on (http:\/\/[^\s"]+)/.exec(output) ?? []
        if (url !== undefined) return Effect.succeed(url)
        return child.exitCode === null ? Effect.fail("not yet") : Effect.die(new Error(output))
      }).pipe(Effect.retry(Schedule.spaced("10 millis")), Effect.orDie)
      return {
        pid: child.pid ?? 0,
        output: () => output,
        exit: Effect.promise(() => ended),
        kill: (signal: NodeJS.Signals) => Effect.sync(() => void child.kill(signal)),
        baseUrl
      }
    }),
    (program) => Effect.andThen(program.kill("SIGKILL"), program.exit)
  )
