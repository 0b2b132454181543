import process from "node:process"
import { parentPort } from "node:worker_threads"
import type { ToLeaseWorker } from "#jobs/leases/LeaseWorker.ts"

/** The thread that keeps leases, which dies of a worker named `doom`. */
parentPort?.on("message", (message: ToLeaseWorker) => {
  if (message._tag === "Held" && message.worker === "doom") process.exit(1)
})

// It lasts as long as the thread, so nothing would be run after a static import of it.
await import("#jobs/leases/LeaseWorker.ts")
