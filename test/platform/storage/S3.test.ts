import { assert, describe, it } from "@effect/vitest"
import { ConfigProvider, Deferred, Effect, Fiber, Layer, Stream } from "effect"
import { TestClock } from "effect/testing"
import { Storage } from "#platform/Storage.ts"
import { StorageKey } from "#platform/storage/StorageKey.ts"
import { type Behaviour, S3Server } from "../../support/S3Server.ts"
import { storageConformance } from "./StorageConformance.ts"
import { bytesOf, Leftovers, reasonOf } from "./StorageFixture.ts"

const mebibyte = 1024 * 1024
const key = StorageKey.make

const leftovers = Layer.effect(
  Leftovers,
  Effect.map(S3Server, ({ unfinished }) => unfinished)
)

storageConformance("Storage in a bucket", leftovers.pipe(Layer.provideMerge(S3Server.layerStorage)))

const storageWith = (env: Readonly<Record<string, string>>) =>
  Effect.provide(Storage, Storage.layer.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env })))))

/**
 * Lets virtual time pass, a second at a time, until the fiber has come to its end; answers the seconds that took. Only
 * for what waits in vain: an answer that is on its way would be overtaken.
 */
const secondsUntil = Effect.fnUntraced(function* (fiber: Fiber.Fiber<unknown, unknown>) {
  let seconds = 0
  while (fiber.pollUnsafe() === undefined && seconds < 600) {
    yield* TestClock.adjust("1 second")
    yield* Effect.promise(() => new Promise(setImmediate))
    seconds++
  }
  return seconds
})

/** From now on the server treats such requests as told; the deferred is done when it has got one. */
const treat = Effect.fnUntraced(function* (method: string, treatment: ReturnType<Behaviour>) {
  const server = yield* S3Server
  const reached = yield* Deferred.make<void>()
  yield* server.behave((request) => {
    if (request.method !== method) return "answer"
    Deferred.doneUnsafe(reached, Effect.void)
    return treatment
  })
  return reached
})

describe("Storage in a bucket, when the server is in trouble", () => {
  it.live("a server that is overloaded for a moment is asked again", () =>
    Effect.gen(function* () {
      const storage = yield* Storage
      yield* storage.put(key("file"), bytesOf(5))
      let refusals = 2
      yield* (yield* S3Server).behave(() => (refusals-- > 0 ? 503 : "answer"))
      assert.strictEqual((yield* storage.stat(key("file"))).size, 5)
      assert.isBelow(refusals, 0)
    }).pipe(Effect.provide(S3Server.layerStorage))
  )

  it.effect("a request without an answer is given up after 30 seconds", () =>
    Effect.gen(function* () {
      const storage = yield* Storage
      const reached = yield* treat("HEAD", "hang")
      const stat = yield* Effect.forkChild(reasonOf(storage.stat(key("file"))))
      yield* Deferred.await(reached)
      const seconds = yield* secondsUntil(stat)
      assert.strictEqual(yield* Fiber.join(stat), "StorageUnavailable")
      assert.isAtLeast(seconds, 30)
      assert.isBelow(seconds, 35)
    }).pipe(Effect.provide(S3Server.layerStorage))
  )

  it.effect("a download that stalls is given up after a minute", () =>
    Effect.gen(function* () {
      const storage = yield* Storage
      yield* storage.put(key("file"), bytesOf(100_000))
      yield* treat("GET", "stall")
      const begun = yield* Deferred.make<void>()
      const download = yield* storage.get(key("file")).pipe(
        Stream.tap(() => Deferred.succeed(begun, undefined)),
        Stream.runDrain,
        reasonOf,
        Effect.forkChild
      )
      yield* Deferred.await(begun)
      const seconds = yield* secondsUntil(download)
      assert.strictEqual(yield* Fiber.join(download), "StorageUnavailable")
      assert.isAtLeast(seconds, 60)
      assert.isBelow(seconds, 65)
    }).pipe(Effect.provide(S3Server.layerStorage))
  )

  it.live("a download whose connection breaks fails instead of ending early", () =>
    Effect.gen(function* () {
      const storage = yield* Storage
      yield* storage.put(key("file"), bytesOf(100_000))
      yield* treat("GET", "cut")
      assert.strictEqual(yield* reasonOf(Stream.runDrain(storage.get(key("file")))), "StorageUnavailable")
    }).pipe(Effect.provide(S3Server.layerStorage))
  )

  it.live("an upload that the server refuses halfway leaves nothing", () =>
    Effect.gen(function* () {
      const storage = yield* Storage
      const server = yield* S3Server
      yield* server.behave(({ url }) => (url.includes("partNumber=2") ? 403 : "answer"))
      assert.strictEqual(yield* reasonOf(storage.put(key("file"), bytesOf(20 * mebibyte))), "StorageUnavailable")
      assert.deepStrictEqual(yield* server.unfinished, [])
      assert.strictEqual(yield* reasonOf(storage.stat(key("file"))), "ObjectNotFound")
    }).pipe(Effect.provide(S3Server.layerStorage))
  )

  it.effect("an interrupted upload ends even when the server does not answer any more", () =>
    Effect.gen(function* () {
      const storage = yield* Storage
      const halfway = yield* Deferred.make<void>()
      const stalled = bytesOf(10 * mebibyte).pipe(
        Stream.concat(Stream.drain(Stream.fromEffect(Deferred.succeed(halfway, undefined)))),
        Stream.concat(Stream.never)
      )
      const upload = yield* Effect.forkChild(storage.put(key("file"), stalled))
      yield* Deferred.await(halfway)
      const reached = yield* treat("DELETE", "hang")
      const interruption = yield* Effect.forkChild(Fiber.interrupt(upload))
      yield* Deferred.await(reached)
      assert.isBelow(yield* secondsUntil(interruption), 35)
    }).pipe(Effect.provide(S3Server.layerStorage))
  )

  it.live("a server that is still starting is waited for, and the bucket is made", () =>
    Effect.gen(function* () {
      const server = yield* S3Server
      let refusals = 2
      yield* server.behave(() => (refusals-- > 0 ? 503 : "answer"))
      const storage = yield* storageWith(server.env)
      yield* storage.check
      assert.isBelow(refusals, 0)
    }).pipe(Effect.provide(S3Server.layer))
  )

  it.effect("a server that never comes up stops the start with its address", () =>
    Effect.gen(function* () {
      const server = yield* S3Server
      yield* server.behave(() => 503)
      const start = yield* Effect.forkChild(Effect.flip(storageWith(server.env)))
      const seconds = yield* secondsUntil(start)
      assert.include((yield* Fiber.join(start)).message, `open http://${server.env["MINIO_ENDPOINT"]}/library`)
      assert.isAtLeast(seconds, 25)
      assert.isBelow(seconds, 65)
    }).pipe(Effect.provide(S3Server.layer))
  )

  it.live("wrong credentials stop the start at once and are not told", () =>
    Effect.gen(function* () {
      const { env } = yield* S3Server
      const error = yield* Effect.flip(storageWith({ ...env, MINIO_SECRET_KEY: "wrong-secret" }))
      assert.strictEqual(error._tag, "StorageError")
      assert.include(error.message, "Storage is unavailable: open http://")
      assert.notInclude(error.message, "wrong-secret")
    }).pipe(Effect.provide(S3Server.layer))
  )

  it.live("the endpoint may be a URL, but none with a path", () =>
    Effect.gen(function* () {
      const { env } = yield* S3Server
      const endpoint = `http://${env["MINIO_ENDPOINT"]}`
      const storage = yield* storageWith({ ...env, MINIO_ENDPOINT: endpoint, MINIO_USE_SSL: "true" })
      yield* storage.check
      for (const wrong of [`${endpoint}/files`, "ftp://host:9000", "host:port"]) {
        const error = yield* Effect.flip(storageWith({ ...env, MINIO_ENDPOINT: wrong }))
        assert.include(error.message, "MINIO_ENDPOINT")
      }
    }).pipe(Effect.provide(S3Server.layer))
  )
})
