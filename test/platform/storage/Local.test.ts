import * as fs from "node:fs/promises"
import * as os from "node:os"
import * as path from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Effect, Layer, Stream } from "effect"
import { Storage } from "#platform/Storage.ts"
import { StorageKey } from "#platform/storage/StorageKey.ts"
import { storageConformance } from "./StorageConformance.ts"
import { bytesOf, Leftovers } from "./StorageFixture.ts"

const temporaryDirectory = Effect.acquireRelease(
  Effect.promise(() => fs.mkdtemp(path.join(os.tmpdir(), "storage-"))),
  (directory) => Effect.promise(() => fs.rm(directory, { recursive: true, force: true }))
)

const storageWith = (env: Record<string, string>) =>
  Storage.layer.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env }))))

const unfinishedIn = (root: string) => Effect.promise(() => fs.readdir(path.join(root, "~unfinished")))

storageConformance(
  "Storage on disk",
  Layer.unwrap(
    Effect.map(temporaryDirectory, (root) =>
      Layer.merge(storageWith({ LOCAL_STORAGE_PATH: root }), Layer.succeed(Leftovers, unfinishedIn(root)))
    )
  )
)

describe("Storage on disk, seen from the disk", () => {
  it.live("files are for their owner only, and live in DATA_DIR when nothing else is said", () =>
    Effect.gen(function* () {
      const data = yield* temporaryDirectory
      const storage = yield* Effect.provide(Storage, storageWith({ DATA_DIR: data }))
      yield* storage.put(StorageKey.make("org/7.pdf"), bytesOf(10))
      const modeOf = (name: string) =>
        Effect.map(
          Effect.promise(() => fs.stat(path.join(data, "files", name))),
          ({ mode }) => mode & 0o777
        )
      assert.strictEqual(yield* modeOf(""), 0o700)
      assert.strictEqual(yield* modeOf("org+"), 0o700)
      assert.strictEqual(yield* modeOf("org+/7.pdf"), 0o600)
    })
  )

  it.live("what a crash left is swept at the next start, but not what is being written", () =>
    Effect.gen(function* () {
      const root = yield* temporaryDirectory
      const leave = (name: string, ageInHours: number) =>
        Effect.promise(async () => {
          await fs.mkdir(path.join(root, "~unfinished"), { recursive: true })
          await fs.writeFile(path.join(root, "~unfinished", name), "half")
          const then = Date.now() / 1000 - ageInHours * 3600
          await fs.utimes(path.join(root, "~unfinished", name), then, then)
        })
      yield* leave("old", 25)
      yield* leave("young", 23)
      yield* Effect.provide(Storage, storageWith({ LOCAL_STORAGE_PATH: root }))
      assert.deepStrictEqual(yield* unfinishedIn(root), ["young"])
    })
  )

  it.live("a link that somebody placed is neither read nor listed, and a file put there replaces it", () =>
    Effect.gen(function* () {
      const root = yield* temporaryDirectory
      const outside = path.join(yield* temporaryDirectory, "secret")
      yield* Effect.promise(() => fs.writeFile(outside, "secret"))
      yield* Effect.promise(() => fs.symlink(outside, path.join(root, "link")))
      const storage = yield* Effect.provide(Storage, storageWith({ LOCAL_STORAGE_PATH: root }))
      const link = StorageKey.make("link")
      const error = yield* Effect.flip(Stream.runDrain(storage.get(link)))
      assert.strictEqual(error.reason._tag, "ObjectNotFound")
      assert.deepStrictEqual(yield* Stream.runCollect(storage.list("")), [])
      yield* storage.put(link, bytesOf(3))
      assert.strictEqual((yield* storage.stat(link)).size, 3)
      assert.strictEqual(yield* Effect.promise(() => fs.readFile(outside, "utf8")), "secret")
    })
  )

  it.live("a listing is in the order of whole keys", () =>
    Effect.gen(function* () {
      const storage = yield* Effect.provide(Storage, storageWith({ LOCAL_STORAGE_PATH: yield* temporaryDirectory }))
      const names = ["a/b", "a-b", "a", "a.b", "a0", "a/b/c", "A", "a/b-c", "b/a"]
      yield* Effect.forEach(names, (name) => storage.put(StorageKey.make(name), bytesOf(1)))
      const listed = yield* Stream.runCollect(storage.list(""))
      assert.deepStrictEqual(
        listed.map(({ key }): string => key),
        [...names].sort()
      )
    })
  )

  it.live("a place that cannot be written stops the start and fails the check", () =>
    Effect.gen(function* () {
      const root = yield* temporaryDirectory
      const storage = yield* Effect.provide(Storage, storageWith({ LOCAL_STORAGE_PATH: root }))
      yield* Effect.promise(() => fs.rm(root, { recursive: true }))
      yield* Effect.promise(() => fs.writeFile(root, "a file where the directory was"))
      assert.strictEqual((yield* Effect.flip(storage.check)).reason._tag, "StorageUnavailable")
      const error = yield* Effect.flip(Effect.provide(Storage, storageWith({ LOCAL_STORAGE_PATH: root })))
      assert.include(error.message, `Storage is unavailable: open ${root}`)
    })
  )
})
