import { parentPort, workerData } from "node:worker_threads"
import { openBackend } from "./EmbeddedBackend.ts"
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

const database = await openBackend(String(workerData))

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
  multiplexer.stop()
  void database.close().finally(() => parent.close())
})
parent.postMessage("ready" satisfies FromWorker)
