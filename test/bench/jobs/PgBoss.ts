import { createRequire } from "node:module"
import { join } from "node:path"
import { setTimeout as pause } from "node:timers/promises"
import { pathToFileURL } from "node:url"
import { type Engine, poolSize, runSpec, type Spec } from "./Spec.ts"

/** What is used of pg-boss. */
interface PgBossModule {
  readonly PgBoss: new (options: object) => {
    on(event: "error", heard: (error: unknown) => void): unknown
    start(): Promise<unknown>
    createQueue(name: string): Promise<unknown>
    send(name: string, data: object): Promise<unknown>
    insert(name: string, jobs: ReadonlyArray<{ readonly data: object }>): Promise<unknown>
    work(name: string, options: object, handler: (jobs: ReadonlyArray<unknown>) => Promise<void>): Promise<unknown>
    getDb(): { executeSql(text: string): Promise<{ readonly rows: ReadonlyArray<unknown> }> }
    stop(options: object): Promise<unknown>
  }
}

const name = "bench"
const data = { number: 1 }

/**
 * The settings under which it is fastest with so many jobs at once: it works in batches, each fetched and completed by one
 * statement, and fetches on without a pause while batches are full. Up to ten jobs at once are one batch, more are
 * several workers with batches of ten. One job at once would be fetched twice a second only: it gets batches of ten, as if ten
 * were wished for.
 */
const settingsFor = (concurrency: number) => {
  const batchSize = 10
  return {
    batchSize,
    localConcurrency: Math.max(Math.round(concurrency / batchSize), 1),
    burstWhenBatchFull: true,
    pollingIntervalSeconds: 0.5
  }
}

const open = async ({ databaseUrl, peers }: Spec): Promise<Engine> => {
  const path = createRequire(join(peers, "package.json")).resolve("pg-boss")
  const { PgBoss }: PgBossModule = await import(pathToFileURL(path).href)
  const boss = new PgBoss({ connectionString: databaseUrl, max: poolSize, supervise: false, schedule: false })
  boss.on("error", (error) => process.emitWarning(String(error)))
  await boss.start()
  await boss.createQueue(name)
  const open = async () =>
    (await boss.getDb().executeSql(`SELECT id FROM pgboss.job WHERE name = '${name}' AND state < 'completed' LIMIT 1`))
      .rows.length
  return {
    enqueue: () => boss.send(name, data),
    enqueueMany: (count) =>
      boss.insert(
        name,
        Array.from({ length: count }, () => ({ data }))
      ),
    process: async (jobs, concurrency, handle) => {
      const handled = Promise.withResolvers<void>()
      let left = jobs
      await boss.work(name, settingsFor(concurrency), async (batch) => {
        for (const _ of batch) handle()
        left -= batch.length
        if (left <= 0) handled.resolve()
      })
      await handled.promise
      while ((await open()) > 0) await pause(5)
    },
    close: () => boss.stop({ graceful: false })
  }
}

await runSpec(open)
