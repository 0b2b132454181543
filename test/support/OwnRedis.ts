import { Effect, Schedule } from "effect"
import { spawn, spawnSync } from "node:child_process"
import { createConnection, createServer } from "node:net"

/** Whether this machine can run a Redis of the test's own. */
export const canRunRedis = spawnSync("redis-server", ["--version"]).status === 0

const freePort = Effect.callback<number>((resume) => {
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

/** A Redis server that the test may empty as it likes, gone with the scope. */
export const ownRedis = Effect.gen(function* () {
  const port = yield* freePort
  yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn("redis-server", ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"], {
        stdio: "ignore"
      })
    ),
    (server) => Effect.sync(() => server.kill("SIGKILL"))
  )
  yield* Effect.retry(
    command(port, "PING"),
    Schedule.spaced("50 millis").pipe(Schedule.upTo({ duration: "5 seconds" }))
  )
  return { url: `redis://127.0.0.1:${port}`, flushAll: command(port, "FLUSHALL") }
})
