import { Deferred, Effect, type Scope } from "effect"
import { join } from "node:path"
import type { Duplex } from "node:stream"
import { Worker } from "node:worker_threads"
import { DatabaseError, EmbeddedStopped } from "./DatabaseError.ts"
import { lockDirectory } from "./DirectoryLock.ts"
import type { Frame, FromWorker, ToWorker } from "./EmbeddedWorker.ts"
import type { Sink } from "./WireClient.ts"
import { wireDuplex } from "./WireDuplex.ts"

/** A PostgreSQL that runs in a thread of this process. */
export interface Embedded {
  /** Opens one connection to it: the `stream` option of a PgClient. */
  readonly stream: () => Duplex
  /** Never succeeds; fails when the thread ended by itself and every connection with it. */
  readonly lost: Effect.Effect<never, DatabaseError>
}

/**
 * PostgreSQL refuses what would take more than 2 MB of its own stack, deep JSON for instance. WebAssembly needs several
 * times that of the thread's, and running out of it leaves the engine unable to answer anything again.
 */
const stackMegabytes = 64

const stopped = (phase: EmbeddedStopped["phase"], cause: unknown) =>
  new DatabaseError({ reason: new EmbeddedStopped({ phase, cause }) })

/** Carries the bytes of many connections over the one channel of the thread, those of a tick in one message. */
const makeConnections = (worker: Worker) => {
  const sinks = new Map<number, Sink>()
  let lastId = 0
  let outgoing: Array<Frame> = []
  const send = (frame: Frame) => {
    if (outgoing.push(frame) > 1) return
    queueMicrotask(() => {
      const batch = outgoing
      outgoing = []
      worker.postMessage(batch satisfies ToWorker)
    })
  }
  const receive = ([id, bytes]: Frame) => {
    if (bytes === null) sinks.get(id)?.close()
    else sinks.get(id)?.push(bytes)
  }
  const open = (sink: Sink) => {
    const id = ++lastId
    sinks.set(id, sink)
    return {
      // A view would be sent with the whole buffer behind it.
      data: (bytes: Uint8Array) => send([id, Uint8Array.from(bytes)]),
      close: () => {
        if (sinks.delete(id)) send([id, null])
      }
    }
  }
  const closeAll = () => {
    for (const sink of Array.from(sinks.values())) sink.close()
  }
  return { open, receive, closeAll }
}

/** Starts the thread, waits until it answers, and closes it properly with the scope. */
const startWorker = Effect.fnUntraced(function* (directory: string) {
  const ready = yield* Deferred.make<void, DatabaseError>()
  const ended = yield* Deferred.make<never, DatabaseError>()
  const worker = new Worker(new URL("./EmbeddedWorker.ts", import.meta.url), {
    workerData: directory,
    resourceLimits: { stackSizeMb: stackMegabytes }
  })
  const connections = makeConnections(worker)
  const end = (cause: unknown) => {
    Deferred.doneUnsafe(ready, Effect.fail(stopped("starting", cause)))
    Deferred.doneUnsafe(ended, Effect.fail(stopped("running", cause)))
    connections.closeAll()
  }
  worker.on("error", end)
  worker.on("exit", (code) => end(`exit code ${code}`))
  worker.on("message", (message: FromWorker) => {
    if (message === "ready") Deferred.doneUnsafe(ready, Effect.void)
    else message.forEach(connections.receive)
  })
  yield* Effect.addFinalizer(() => {
    worker.postMessage("close" satisfies ToWorker)
    return Effect.exit(Deferred.await(ended))
  })
  yield* Deferred.await(ready)
  return { stream: wireDuplex(connections.open), lost: Deferred.await(ended) }
})

/**
 * Opens the PostgreSQL kept in `<dataDirectory>/postgres`, making it when it is not there (3 s; 0.6 s afterwards).
 * Committed work survives a kill of the process; it is not synced to disk, so a power cut may lose the last moments.
 */
export const openEmbedded = Effect.fnUntraced(function* (
  dataDirectory: string
): Effect.fn.Return<Embedded, DatabaseError, Scope.Scope> {
  yield* lockDirectory(dataDirectory, "postgres")
  return yield* startWorker(join(dataDirectory, "postgres"))
})
