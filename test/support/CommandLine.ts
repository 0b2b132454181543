import { Effect, FileSystem } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import process from "node:process"
import { fileURLToPath } from "node:url"
import type { Environment } from "./TestServer.ts"

const launcher = fileURLToPath(new URL("../../bin/luminalib.js", import.meta.url))

/** How a command ended, and what it printed. */
export interface Ended {
  readonly code: number | null
  readonly out: string
  readonly err: string
}

interface Started {
  readonly child: ChildProcess
  readonly ended: Effect.Effect<Ended>
  /** What it has printed on standard output so far. */
  readonly out: () => string
}

/** `luminalib` as people run it: a process of its own, away from a terminal. `env` is all it knows. */
export const startCommand = Effect.fnUntraced(function* (args: ReadonlyArray<string>, env: Environment, input = "") {
  return yield* Effect.acquireRelease(
    Effect.sync((): Started => {
      const child = spawn(process.execPath, [launcher, ...args], { env: { PATH: process.env["PATH"], ...env } })
      let out = ""
      let err = ""
      child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()))
      child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()))
      child.stdin.on("error", () => {})
      child.stdin.end(input)
      const closed = new Promise<Ended>((resolve) => child.on("close", (code) => resolve({ code, out, err })))
      return { child, ended: Effect.promise(() => closed), out: () => out }
    }),
    ({ child, ended }) =>
      Effect.andThen(
        Effect.sync(() => child.kill("SIGKILL")),
        ended
      )
  )
})

/** Runs a command to its end. */
export const runCommand = (args: ReadonlyArray<string>, env: Environment, input?: string) =>
  Effect.scoped(Effect.flatMap(startCommand(args, env, input), ({ ended }) => ended))

/** Somebody at a command line of their own, with a home of their own: what they log in to stays there. */
export const person = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const home = yield* fs.makeTempDirectoryScoped({ prefix: "luminalib-home-" })
  const env = { XDG_CONFIG_HOME: home }
  return {
    home,
    env,
    sessionFile: `${home}/luminalib/session.json`,
    /** `luminalib` with these words; `extra` are further variables. */
    run: (words: ReadonlyArray<string>, options: { readonly input?: string; readonly env?: Environment } = {}) =>
      runCommand(words, { ...env, ...options.env }, options.input),
    /** Keeps a file of their own, and says where. */
    keep: (name: string, text: string | Uint8Array) =>
      Effect.as(
        typeof text === "string" ? fs.writeFileString(`${home}/${name}`, text) : fs.writeFile(`${home}/${name}`, text),
        `${home}/${name}`
      )
  }
})
