import { Deferred, Effect } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import process from "node:process"
import { fileURLToPath } from "node:url"
import { compileCache } from "./CompileCache.ts"
import type { Environment } from "./TestServer.ts"

const main = fileURLToPath(new URL("../../src/app/main.ts", import.meta.url))

/** A process of the program, ready for what it does, killed with the scope if it still runs. */
export const startProcess = Effect.fnUntraced(function* (
  command: "all" | "serve" | "work" | "migrate",
  env: Environment,
  readyWhen: RegExp
) {
  const isReady = yield* Deferred.make<void, string>()
  const hasEnded = yield* Deferred.make<void>()
  let log = ""
  const child = yield* Effect.acquireRelease(
    Effect.sync((): ChildProcess => {
      const started = spawn(process.execPath, [main, command], {
        env: {
          PATH: process.env["PATH"],
          NODE_COMPILE_CACHE: compileCache,
          LOG_FORMAT: "json",
          NODE_ENV: "test",
          ...env
        },
        stdio: ["ignore", "pipe", "pipe"]
      })
      const hear = (chunk: Buffer) => {
        log += chunk.toString()
        if (readyWhen.test(log)) Deferred.doneUnsafe(isReady, Effect.void)
      }
      started.stdout?.on("data", hear)
      started.stderr?.on("data", hear)
      started.once("exit", (code) => {
        Deferred.doneUnsafe(isReady, Effect.fail(`exit ${code}: ${log}`))
        Deferred.doneUnsafe(hasEnded, Effect.void)
      })
      return started
    }),
    (started) => Effect.sync(() => started.kill("SIGKILL"))
  )
  yield* Effect.timeout(Deferred.await(isReady), "60 seconds")
  return {
    kill: (signal: NodeJS.Signals) => Effect.sync(() => child.kill(signal)),
    ended: Deferred.await(hasEnded),
    log: () => log
  }
})
