import { Effect, Ref, Schedule } from "effect"
import { type ChildProcess, spawn, spawnSync } from "node:child_process"
import { once } from "node:events"
import { createConnection, createServer } from "node:net"

/** Whether this machine can run a Redis of the test's own. */
export const canRunRedis = spawnSync("redis-server", ["--version"]).status === 0

/** A port of this machine that nobody listens at. */
export const freePort = Effect.callback<number>((resume) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const address = probe.address()
    const port = typeof address === "object" && address !== null ? address.port : 0
    probe.close(() => resume(Effect.succeed(port)))
  })
})

const command = (port: number, words: string) =>
  Effect.callback<string, Error>((resume) => {
    const socket = createConnection({ port, host: "127.0.0.1" }, () => socket.write(`${words}\r\n`))
    socket.once("data", (answer) => {
      socket.destroy()
      resume(Effect.succeed(answer.toString()))
    })
    socket.once("error", (error) => resume(Effect.fail(error)))
  })

const launch = (port: number) =>
  Effect.sync(() =>
    spawn("redis-server", ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], {
      stdio: "ignore"
    })
  )

const end = (server: ChildProcess) =>
  Effect.promise(async () => {
    if (server.exitCode !== null || server.signalCode !== null) return
    const gone = once(server, "exit")
    server.kill("SIGKILL")
    await gone
  })

/** A Redis server that the test may empty, stop and start as it likes, gone with the scope. It keeps nothing on disk. */
export const ownRedis = Effect.gen(function* () {
  const port = yield* freePort
  const current = yield* Ref.make(yield* launch(port))
  yield* Effect.addFinalizer(() => Effect.flatMap(Ref.get(current), end))
  const answers = Effect.retry(
    command(port, "PING"),
    Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "5 seconds" }))
  )
  yield* answers
  return {
    url: `redis://127.0.0.1:${port}`,
    flushAll: command(port, "FLUSHALL"),
    /** Ends the server; who speaks to it is cut off. */
    stop: Effect.flatMap(Ref.get(current), end),
    /** Starts it again at the same address, empty. */
    start: Effect.andThen(
      Effect.flatMap(launch(port), (server) => Ref.set(current, server)),
      answers
    )
  }
})
