import { Effect, Redacted } from "effect"
import { connect, createServer, type Socket } from "node:net"

/** What is held back of a transaction: its COMMIT, which PostgreSQL then never sees, or the answer to it. */
export type Held = "nothing" | "commit" | "answer"

/** A way to a PostgreSQL on which transactions can be held up where they commit. */
export const postgresTap = Effect.fnUntraced(function* (database: Redacted.Redacted) {
  const url = new URL(Redacted.value(database))
  const target = { host: url.hostname, port: Number(url.port === "" ? 5432 : url.port) }
  const sockets = new Set<Socket>()
  let held: Held = "nothing"
  let commits = 0
  const server = createServer((client) => {
    const onward = connect(target)
    let isHeld = false
    client.on("data", (bytes: Buffer) => {
      if (!isHeld && held !== "nothing" && bytes.includes("COMMIT")) {
        isHeld = true
        commits += 1
        if (held === "answer") onward.write(bytes)
      } else if (!isHeld) onward.write(bytes)
    })
    onward.on("data", (bytes: Buffer) => {
      if (!isHeld) client.write(bytes)
    })
    for (const [end, other] of [
      [client, onward],
      [onward, client]
    ] as const) {
      sockets.add(end)
      end.on("error", () => {}).on("close", () => other.destroy())
    }
  })
  yield* Effect.acquireRelease(
    Effect.promise(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))),
    () =>
      Effect.promise(() => {
        for (const socket of sockets) socket.destroy()
        return new Promise((resolve) => server.close(resolve))
      })
  )
  const address = server.address()
  if (typeof address !== "object" || address === null) return yield* Effect.die(new Error("the tap does not listen"))
  return {
    url: Object.assign(new URL(url), { host: `127.0.0.1:${address.port}` }).href,
    /** From now on; what is held already stays so. */
    hold: (what: Held) =>
      Effect.sync(() => {
        held = what
        commits = 0
      }),
    /** Transactions held up since. */
    commits: () => commits
  }
})
