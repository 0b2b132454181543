import * as NodeServices from "@effect/platform-node/NodeServices"
import * as PgClient from "@effect/sql-pg/PgClient"
import { assert, describe, it, vi } from "@effect/vitest"
import { Effect, Exit, Fiber, FileSystem, Layer, Path } from "effect"
import { type ChildProcess, spawn } from "node:child_process"
import process from "node:process"
import { createInterface } from "node:readline"
import { Worker } from "node:worker_threads"
import { Database } from "#platform/Database.ts"
import { openBackend } from "#platform/database/EmbeddedBackend.ts"
import { embeddedTemplate } from "../../support/EmbeddedTemplate.ts"

const writer = new URL("../EmbeddedWriter.ts", import.meta.url).pathname

/** Runs until it has acknowledged `count` rows; answers with the process and what it acknowledged so far. */
const startWriter = (directory: string, count: number) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const child = spawn(process.execPath, [writer, directory], { stdio: ["ignore", "pipe", "inherit"] })
      const acknowledged: Array<number> = []
      const lines = createInterface({ input: child.stdout })
      await new Promise<void>((resolve, reject) => {
        lines.on("line", (line) => acknowledged.push(Number(line)) === count && resolve())
        child.once("exit", () => reject(new Error("the writer ended by itself")))
      })
      return { child, acknowledged }
    }),
    ({ child }) => Effect.promise(() => kill(child))
  )

const kill = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  const closed = new Promise<void>((resolve) => void child.once("close", () => resolve()))
  child.kill("SIGKILL")
  await closed
}

/** A data directory with an empty database: making one from nothing would take several seconds. */
const preparedDirectory = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const directory = yield* fs.makeTempDirectoryScoped()
  yield* Effect.promise(async () => {
    const template = await embeddedTemplate({ migrated: false })
    await (await openBackend(path.join(directory, "postgres"), template)).close()
  })
  return directory
})

const open = (directory: string) => Effect.flip(Effect.scoped(Layer.build(Database.layerEmbedded(directory))))

const readRows = (directory: string) =>
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    return (yield* sql<{ id: number }>`SELECT id FROM rows ORDER BY id`).map((row) => row.id)
  }).pipe(Effect.provide(Database.layerEmbedded(directory)))

describe("the embedded database in a directory", () => {
  it.live("has one owner at a time, and a killed owner loses no row that it acknowledged", () =>
    Effect.gen(function* () {
      const directory = yield* preparedDirectory
      const { acknowledged, child } = yield* startWriter(directory, 100)

      const refused = yield* open(directory)
      assert.strictEqual(refused._tag === "DatabaseError" ? refused.reason._tag : refused._tag, "DirectoryInUse")
      assert.include(refused.message, `${directory} is in use by process ${child.pid}.`)

      yield* Effect.promise(() => kill(child))
      const rows = yield* readRows(directory)
      assert.isAtLeast(rows.length, 100)
      assert.deepStrictEqual(rows.slice(0, acknowledged.length), acknowledged)
      assert.isAtMost(rows.length - acknowledged.length, 1)
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("says when its thread is gone, fails what is under way, and can be opened again", () =>
    Effect.gen(function* () {
      const directory = yield* preparedDirectory
      const post = vi.spyOn(Worker.prototype, "postMessage")
      yield* Effect.gen(function* () {
        const database = yield* Database
        const sql = yield* PgClient.PgClient
        yield* sql`CREATE TABLE rows AS SELECT 7 AS id`
        const slow = yield* Effect.forkChild(Effect.flip(sql`SELECT pg_sleep(60)`), { startImmediately: true })
        const lost = yield* Effect.forkChild(Effect.flip(database.lost), { startImmediately: true })
        const thread = post.mock.contexts.at(-1)
        if (!(thread instanceof Worker)) return assert.fail("the engine runs in no thread")
        yield* Effect.promise(() => thread.terminate())
        assert.strictEqual((yield* Fiber.join(lost)).reason._tag, "EmbeddedStopped")
        assert.strictEqual((yield* Fiber.join(slow)).reason._tag, "ConnectionError")
        assert.isTrue(Exit.isFailure(yield* Effect.exit(database.check)))
      }).pipe(Effect.provide(Database.layerEmbedded(directory)))
      post.mockRestore()
      assert.deepStrictEqual(yield* readRows(directory), [7])
    }).pipe(Effect.provide(NodeServices.layer))
  )

  it.live("refuses a statement that recurses without end, and goes on", () =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      yield* sql`CREATE FUNCTION endless(n int) RETURNS int LANGUAGE plpgsql
        AS $$ BEGIN RETURN endless(n + 1); END $$`
      const error = yield* Effect.flip(sql`SELECT endless(1)`)
      assert.propertyVal(error.reason.cause, "code", "54001")
      yield* Effect.flip(sql`SELECT ${"[".repeat(100_000)}::jsonb`)
      assert.deepStrictEqual(yield* sql`SELECT 1 AS one`, [{ one: 1 }])
    }).pipe(
      Effect.provide(
        Layer.unwrap(Effect.map(preparedDirectory, (directory) => Database.layerEmbedded(directory))).pipe(
          Layer.provide(NodeServices.layer)
        )
      )
    )
  )

  it.live("refuses a directory that holds something else", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const directory = yield* fs.makeTempDirectoryScoped()
      yield* fs.makeDirectory(path.join(directory, "postgres"))
      yield* fs.writeFileString(path.join(directory, "postgres", "PG_VERSION"), "9.1\n")
      assert.match((yield* open(directory)).message, /^The embedded PostgreSQL ended while starting: /)
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
