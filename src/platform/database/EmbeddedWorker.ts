import { PGlite } from "@electric-sql/pglite"
import { vector } from "@electric-sql/pglite-pgvector"
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm"
import { unaccent } from "@electric-sql/pglite/contrib/unaccent"
import { parentPort, workerData } from "node:worker_threads"
import { type Port, WireMultiplexer } from "./WireMultiplexer.ts"

/** Entry of the thread that PostgreSQL runs in, so that a statement never holds up the event loop of the process. */

/** Bytes for or from one connection; null closes it. */
export type Frame = readonly [connection: number, bytes: Uint8Array | null]
/** What the thread is told: bytes of its connections, or to write everything down and end. */
export type ToWorker = ReadonlyArray<Frame> | "close"
/** What the thread says: `"ready"` once, then bytes for its connections. */
export type FromWorker = ReadonlyArray<Frame> | "ready"

const parent = parentPort
if (parent === null) throw new Error("EmbeddedWorker is the entry of a worker thread")

const database = await PGlite.create({
  dataDir: String(workerData),
  extensions: { vector, pg_trgm, unaccent },
  // The default of 128 MB would be taken in full from a process that also serves requests.
  startParams: [...PGlite.defaultStartParams, "-c", "shared_buffers=32MB"]
})
await database.exec(`CREATE EXTENSION IF NOT EXISTS vector;
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE EXTENSION IF NOT EXISTS unaccent`)

let outgoing: Array<Frame> = []
const send = (frame: Frame) => {
  if (outgoing.push(frame) > 1) return
  queueMicrotask(() => {
    const batch = outgoing
    outgoing = []
    parent.postMessage(batch satisfies FromWorker)
  })
}

const multiplexer = new WireMultiplexer({
  execute: (messages) => database.execProtocolRawSync(messages),
  // Thrown outside the promise, it ends the thread and reaches the process as the thread's error.
  onFailure: (cause) =>
    setImmediate(() => {
      throw cause
    })
})

const ports = new Map<number, Port>()
const open = (connection: number): Port => {
  const port = multiplexer.open({
    push: (bytes) => send([connection, bytes]),
    close: () => send([connection, null])
  })
  ports.set(connection, port)
  return port
}

const receive = ([connection, bytes]: Frame) => {
  if (bytes !== null) return (ports.get(connection) ?? open(connection)).data(bytes)
  ports.get(connection)?.close()
  ports.delete(connection)
}

parent.on("message", (message: ToWorker) => {
  if (message !== "close") return message.forEach(receive)
  parent.removeAllListeners("message")
  void database.close().finally(() => parent.close())
})
parent.postMessage("ready" satisfies FromWorker)
