import { spawn, type ChildProcess } from "node:child_process"
import { watch } from "node:fs"
import { join, sep } from "node:path"
import process, { env } from "node:process"
import { root } from "./Places.ts"

/** Editors write a file in several steps. */
const settleMs = 150

const isOfServer = (file: string | null) => file !== null && !file.startsWith(join("client", "web") + sep)

const begin = (): ChildProcess =>
  spawn(process.execPath, ["src/app/main.ts", "all"], {
    cwd: root,
    stdio: "inherit",
    // Nobody waits for jobs to end before a change is seen: they are given back.
    env: { WORKER_DRAIN_SECONDS: "0", SHUTDOWN_GRACE_SECONDS: "1", ...env }
  })

/**
 * The server as a process of its own, begun anew whenever one of its files changes. (`node --watch` would speak between
 * the program and its threads.) One that fails waits for the next change.
 */
export class WatchedServer {
  #child = begin()
  #isEnding = false
  #isRestarting = false
  #timer: NodeJS.Timeout | undefined
  readonly #watchers = [
    watch(join(root, "src"), { recursive: true }, (_, file) => isOfServer(file) && this.#changed()),
    ...["sql", "prompts"].map((folder) => watch(join(root, folder), { recursive: true }, () => this.#changed()))
  ]

  #changed() {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.#restart(), settleMs)
  }

  async #restart() {
    if (this.#isEnding || this.#isRestarting) return
    this.#isRestarting = true
    await this.#stopped()
    this.#isRestarting = false
    if (!this.#isEnding) this.#child = begin()
  }

  #stopped(): Promise<void> {
    const child = this.#child
    if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
    const stopped = new Promise<void>((resolve) => child.once("exit", () => resolve()))
    child.kill("SIGTERM")
    return stopped
  }

  /** Ends the server for good; a second call does not wait until it has drained. */
  async end(): Promise<void> {
    if (this.#isEnding) return void this.#child.kill("SIGKILL")
    this.#isEnding = true
    clearTimeout(this.#timer)
    for (const watcher of this.#watchers) watcher.close()
    await this.#stopped()
  }
}
