import { Deferred, Effect, type Scope } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import { env as ours, execPath } from "node:process"
import { fileURLToPath } from "node:url"
import { compileCache } from "../../support/CompileCache.ts"
import type { Environment } from "../../support/TestServer.ts"

/** How a process ended. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A process of a campaign. */
export interface FaultProcess {
  readonly kill: (signal: NodeJS.Signals) => Effect.Effect<void>
  /** Waits until it has ended. */
  readonly exit: Effect.Effect<Exit>
  /** All it has printed so far. */
  readonly log: () => string
  /** What the pattern's group found when the process was ready. */
  readonly found: string
}

const entryPath = (entry: string) => fileURLToPath(new URL(entry, import.meta.url))

const launch = (entry: string, env: Environment): ChildProcess =>
  spawn(execPath, [entryPath(entry)], {
    env: { PATH: ours["PATH"], NODE_COMPILE_CACHE: compileCache, LOG_FORMAT: "json", NODE_ENV: "test", ...env },
    stdio: ["ignore", "pipe", "pipe"]
  })

/**
 * Starts one of the files beside this one as a process and waits until it prints what `readyWhen` matches. It is killed
 * with the scope if it still runs.
 */
export const startFaultProcess = Effect.fnUntraced(function* (
  entry: "FaultWorker.ts" | "FaultEnqueuer.ts" | "FaultScheduler.ts",
  env: Environment,
  readyWhen: RegExp
): Effect.fn.Return<FaultProcess, never, Scope.Scope> {
  const ready = yield* Deferred.make<string>()
  const ended = yield* Deferred.make<Exit>()
  let log = ""
  let isReady = false
  const child = yield* Effect.acquireRelease(
    Effect.sync(() => {
      const started = launch(entry, env)
      const hear = (chunk: Buffer) => {
        log += chunk.toString()
        if (isReady) return
        const match = readyWhen.exec(log)
        if (match === null) return
        isReady = true
        Deferred.doneUnsafe(ready, Effect.succeed(match[1] ?? ""))
      }
      started.stdout?.on("data", hear)
      started.stderr?.on("data", hear)
      started.once("close", (code, signal) => Deferred.doneUnsafe(ended, Effect.succeed({ code, signal })))
      return started
    }),
    (started) =>
      Effect.andThen(
        Effect.sync(() => started.kill("SIGKILL")),
        Deferred.await(ended)
      )
  )
  const found = yield* Effect.raceFirst(
    Deferred.await(ready),
    Effect.flatMap(Deferred.await(ended), ({ code, signal }) =>
      Effect.die(new Error(`${entry} ended (${code ?? signal}) before it was ready:\n${log}`))
    )
  ).pipe(
    Effect.timeoutOrElse({
      duration: "60 seconds",
      orElse: () => Effect.die(new Error(`${entry} is not ready after 60 s:\n${log}`))
    })
  )
  return {
    kill: (signal) => Effect.sync(() => void child.kill(signal)),
    exit: Deferred.await(ended),
    log: () => log,
    found
  }
})
