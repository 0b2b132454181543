import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Deferred, Effect, Fiber, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import { Storage } from "#platform/Storage.ts"
import { StorageKey } from "#platform/storage/StorageKey.ts"
import { S3Server } from "../../support/S3Server.ts"
import { bytesOf, Leftovers, storageConformance } from "./StorageConformance.ts"

const mebibyte = 1024 * 1024
const key = StorageKey.make

const leftovers = Layer.effect(
  Leftovers,
  Effect.map(S3Server, ({ unfinished }) => unfinished)
)

storageConformance("Storage in a bucket", leftovers.pipe(Layer.provideMerge(S3Server.layerStorage)))

const storageWith = (env: Record<string, string>) =>
  Effect.provide(Storage, Storage.layer.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))))

describe("Storage in a bucket, when the server is in trouble", () => {
  it.effect("a server that is overloaded for a moment is asked again", () =>
    Effect.gen(function* () {
      const server = yield* S3Server
      const storage = yield* Storage
      yield* storage.put(key("file"), bytesOf(5))
      let refusals = 2
      const recovered = yield* Deferred.make<void>()
      yield* server.behave(() => {
        if (refusals-- > 0) return 503
        Deferred.doneUnsafe(recovered, Effect.void)
        return "answer"
      })
      const stat = yield* Effect.forkChild(storage.stat(key("file")))
      yield* TestClock.adjust("1 second").pipe(Effect.repeat({ until: () => Deferred.isDone(recovered) }))
      assert.strictEqual((yield* Fiber.join(stat)).size, 5)
    }).pipe(Effect.provide(S3Server.layerStorage))
  )
})
