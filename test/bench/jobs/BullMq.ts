import { createRequire } from "node:module"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { type Engine, runSpec, type Spec } from "./Spec.ts"

/** What is used of BullMQ. */
interface BullMq {
  readonly Queue: new (
    name: string,
    options: object
  ) => {
    add(name: string, data: object): Promise<unknown>
    addBulk(jobs: ReadonlyArray<{ readonly name: string; readonly data: object }>): Promise<unknown>
    close(): Promise<void>
  }
  readonly Worker: new (
    name: string,
    handler: () => Promise<void>,
    options: object
  ) => { on(event: "completed", heard: () => void): unknown; close(): Promise<void> }
}

const name = "bench"
const job = { name: "nothing", data: { number: 1 } }

/** As its documentation sets it up; jobs are kept in Redis's memory only. */
const open = async ({ peers, redisUrl }: Spec): Promise<Engine> => {
  const path = createRequire(join(peers, "package.json")).resolve("bullmq")
  const { Queue, Worker }: BullMq = await import(pathToFileURL(path).href)
  const { hostname, port } = new URL(redisUrl)
  const connection = { host: hostname, port: Number(port), maxRetriesPerRequest: null }
  const queue = new Queue(name, { connection })
  return {
    enqueue: () => queue.add(job.name, job.data),
    enqueueMany: (count) => queue.addBulk(Array.from({ length: count }, () => job)),
    process: (jobs, concurrency, handle) =>
      new Promise((resolve) => {
        let completed = 0
        new Worker(name, async () => handle(), { connection, concurrency }).on("completed", () => {
          completed += 1
          if (completed === jobs) resolve()
        })
      }),
    close: () => queue.close()
  }
}

await runSpec(open)
