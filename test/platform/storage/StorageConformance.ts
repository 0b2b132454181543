// Longer than most files, so that what every adapter must keep can be read in one place.
import { createHash } from "node:crypto"
import { assert, layer } from "@effect/vitest"
import { Array, Data, Deferred, Effect, Fiber, type Layer, Schema, Stream } from "effect"
import { Storage } from "#platform/Storage.ts"
import { StorageKey } from "#platform/storage/StorageKey.ts"
import { bytesOf, gather, Leftovers, memoryInUse, reasonOf } from "./StorageFixture.ts"

class SourceBroke extends Data.TaggedError("SourceBroke")<{ readonly after: number }> {}

const mebibyte = 1024 * 1024
const key = StorageKey.make

/** The promises of `Storage`, for every adapter. */
export const storageConformance = <E>(name: string, adapter: Layer.Layer<Storage | Leftovers, E>) =>
  layer(adapter, { excludeTestServices: true })(name, (it) => {
    for (const [what, size] of [
      ["an empty file", 0],
      ["a file of one byte", 1],
      ["a file of exactly one part", 8 * mebibyte],
      ["a file of many chunks", 8 * mebibyte + 5]
    ] as const)
      it.effect(`${what} comes back byte for byte, with its size and hash`, () =>
        Effect.gen(function* () {
          const storage = yield* Storage
          const expected = yield* gather(bytesOf(size))
          const stored = yield* storage.put(key(`round/${size}`), bytesOf(size), {
            contentType: "application/pdf",
            size
          })
          assert.strictEqual(stored.size, size)
          assert.strictEqual(stored.sha256, createHash("sha256").update(expected).digest("hex"))
          assert.isTrue((yield* gather(storage.get(key(`round/${size}`)))).equals(expected))
          const { size: stated, modifiedAt } = yield* storage.stat(key(`round/${size}`))
          assert.strictEqual(stated, size)
          assert.isBelow(
            Math.abs(modifiedAt.epochMilliseconds - (yield* Effect.clockWith((c) => c.currentTimeMillis))),
            60_000
          )
        })
      )

    it.effect("a range gives exactly its bytes, and what lies behind the end is left out", () =>
      Effect.gen(function* () {
        const storage = yield* Storage
        const whole = yield* gather(bytesOf(200_000))
        yield* storage.put(key("ranges/file"), bytesOf(200_000))
        for (const [offset, length] of [
          [0, 1],
          [0, 200_000],
          [0, 200_001],
          [1, 65_536],
          [65_535, 2],
          [199_999, 1],
          [199_999, 10],
          [200_000, 1],
          [300_000, 5],
          [7, 0],
          [0, 0]
        ] as const) {
          const part = yield* gather(storage.get(key("ranges/file"), { offset, length }))
          assert.isTrue(part.equals(whole.subarray(offset, offset + length)), `${length} from ${offset}`)
        }
        assert.strictEqual(
          (yield* Effect.exit(gather(storage.get(key("ranges/file"), { offset: -1, length: 2 }))))._tag,
          "Failure"
        )
      })
    )

    it.effect("a file under the same key replaces the old one", () =>
      Effect.gen(function* () {
        const storage = yield* Storage
        yield* storage.put(key("replace/file"), bytesOf(300_000, 1))
        yield* storage.put(key("replace/file"), bytesOf(100, 2))
        assert.isTrue((yield* gather(storage.get(key("replace/file")))).equals(yield* gather(bytesOf(100, 2))))
        assert.strictEqual((yield* storage.stat(key("replace/file"))).size, 100)
      })
    )

    it.effect("a key may be the beginning of another key", () =>
      Effect.gen(function* () {
        const storage = yield* Storage
        for (const name of ["nested/a/b", "nested/a", "nested/a/b/c"])
          yield* storage.put(key(name), Stream.make(Buffer.from(name)))
        for (const name of ["nested/a", "nested/a/b", "nested/a/b/c"])
          assert.strictEqual(String(yield* gather(storage.get(key(name)))), name)
      })
    )

    it.effect("a file that is not there is reported as not found", () =>
      Effect.gen(function* () {
        const storage = yield* Storage
        const absent = key("absent/file")
        assert.strictEqual(yield* reasonOf(storage.stat(absent)), "ObjectNotFound")
        assert.strictEqual(yield* reasonOf(Stream.runDrain(storage.get(absent))), "ObjectNotFound")
        assert.strictEqual(
          yield* reasonOf(Stream.runDrain(storage.get(absent, { offset: 3, length: 4 }))),
          "ObjectNotFound"
        )
        assert.strictEqual(
          yield* reasonOf(Stream.runDrain(storage.get(absent, { offset: 0, length: 0 }))),
          "ObjectNotFound"
        )
      })
    )

    it.effect("a listing gives all files under a prefix and no others, in order, however many there are", () =>
      Effect.gen(function* () {
        const storage = yield* Storage
        const names = Array.makeBy(250, (n) => `many/${Math.floor(n / 50) + 10}/${(n % 50) + 10}`)
        yield* Effect.forEach([...names, "manyother/1", "00042"], (name) => storage.put(key(name), bytesOf(3)), {
          concurrency: 16
        })
        const keysOf = (prefix: string) =>
          Effect.map(Stream.runCollect(storage.list(prefix)), (objects) => objects.map((object): string => object.key))
        assert.deepStrictEqual(yield* keysOf("many/"), names)
        assert.deepStrictEqual(yield* keysOf("many/10/2"), names.slice(10, 20))
        assert.deepStrictEqual(yield* keysOf("manyo"), ["manyother/1"])
        assert.deepStrictEqual(yield* keysOf("0"), ["00042"])
        assert.deepStrictEqual(yield* keysOf("many/10/10/"), [])
        assert.deepStrictEqual(yield* keysOf("nobody/../many"), [])
        const [first] = yield* Stream.runCollect(storage.list("many/").pipe(Stream.take(1)))
        assert.strictEqual(first?.size, 3)

        yield* storage.remove(names.map((name) => key(name)))
        assert.deepStrictEqual(yield* keysOf("many/"), [])
      })
    )

    it.effect("removing is repeatable and takes only what was named", () =>
      Effect.gen(function* () {
        const storage = yield* Storage
        yield* storage.put(key("gone/a"), bytesOf(1))
        yield* storage.put(key("gone/b"), bytesOf(1))
        yield* storage.remove([])
        yield* storage.put(key("gone/c"), bytesOf(1))
        yield* storage.remove([key("gone/c"), key("gone/never")])
        yield* storage.remove([key("gone/c")])
        assert.strictEqual(yield* reasonOf(storage.stat(key("gone/c"))), "ObjectNotFound")
        const absent = Array.makeBy(1500, (n) => key(`gone/absent/${n}`))
        yield* storage.remove([...absent, key("gone/a")])
        assert.strictEqual(yield* reasonOf(storage.stat(key("gone/a"))), "ObjectNotFound")
        assert.strictEqual((yield* storage.stat(key("gone/b"))).size, 1)
      })
    )

    it.effect.prop(
      "no text that is not a key reaches the disk or the bucket",
      {
        parts: Schema.Array(
          Schema.Literals(["..", ".", "/", "\\", "a", "B-", "é", " ", "\0", "\n", "%2e", "~", "+", ":"])
        )
      },
      ({ parts }) =>
        Effect.gen(function* () {
          const text = parts.join("")
          const segments = text.split("/")
          const good = segments.every((part) => part !== "" && part !== "." && part !== ".." && !/[^aB.-]/.test(part))
          assert.strictEqual(Schema.is(StorageKey)(text), good, JSON.stringify(text))
          if (good) return
          const storage = yield* Storage
          const forged = text as StorageKey
          assert.strictEqual(yield* reasonOf(storage.put(forged, bytesOf(1))), "InvalidKey")
          assert.strictEqual(yield* reasonOf(Stream.runDrain(storage.get(forged))), "InvalidKey")
          assert.strictEqual(yield* reasonOf(storage.stat(forged)), "InvalidKey")
          assert.strictEqual(yield* reasonOf(storage.remove([key("fine"), forged])), "InvalidKey")
        }),
      { arbitrary: { runs: 300 } }
    )

    for (const [when, size] of [
      ["at once", 0],
      ["early", 70_000],
      ["after some parts", 20 * mebibyte]
    ] as const)
      it.effect(`an upload whose source breaks ${when} fails with that error and leaves nothing`, () =>
        Effect.gen(function* () {
          const storage = yield* Storage
          const broken = Stream.concat(bytesOf(size), Stream.fail(new SourceBroke({ after: size })))
          const error = yield* Effect.flip(storage.put(key(`broken/${size}`), broken))
          assert.deepStrictEqual(error, new SourceBroke({ after: size }))
          assert.strictEqual(yield* reasonOf(storage.stat(key(`broken/${size}`))), "ObjectNotFound")
          assert.deepStrictEqual(yield* yield* Leftovers, [])
        })
      )

    it.effect("an upload with other bytes than announced is refused and the old file stays", () =>
      Effect.gen(function* () {
        const storage = yield* Storage
        yield* storage.put(key("announced"), bytesOf(10))
        assert.strictEqual(yield* reasonOf(storage.put(key("announced"), bytesOf(99), { size: 100 })), "SizeMismatch")
        assert.strictEqual(yield* reasonOf(storage.put(key("announced"), bytesOf(101), { size: 100 })), "SizeMismatch")
        assert.strictEqual((yield* storage.stat(key("announced"))).size, 10)
        assert.deepStrictEqual(yield* yield* Leftovers, [])
      })
    )

    it.effect("an upload that is interrupted leaves nothing", () =>
      Effect.gen(function* () {
        const storage = yield* Storage
        const halfway = yield* Deferred.make<void>()
        const stalled = bytesOf(20 * mebibyte).pipe(
          Stream.concat(Stream.drain(Stream.fromEffect(Deferred.succeed(halfway, undefined)))),
          Stream.concat(Stream.never)
        )
        const upload = yield* Effect.forkChild(storage.put(key("interrupted"), stalled))
        yield* Deferred.await(halfway)
        assert.lengthOf(yield* yield* Leftovers, 1)
        yield* Fiber.interrupt(upload)
        assert.strictEqual(yield* reasonOf(storage.stat(key("interrupted"))), "ObjectNotFound")
        assert.deepStrictEqual(yield* yield* Leftovers, [])
      })
    )

    it.effect("of many uploads under one key one remains whole", () =>
      Effect.gen(function* () {
        const storage = yield* Storage
        const seeds = Array.range(1, 8)
        const stored = yield* Effect.forEach(
          seeds,
          (seed) => storage.put(key("contested"), bytesOf(400_000 + seed, seed)),
          {
            concurrency: "unbounded"
          }
        )
        const kept = createHash("sha256")
          .update(yield* gather(storage.get(key("contested"))))
          .digest("hex")
        assert.include(
          stored.map(({ sha256 }) => sha256),
          kept
        )
        assert.strictEqual(new Set(stored.map(({ sha256 }) => sha256)).size, seeds.length)
      })
    )

    it.effect(
      "a file of 64 MiB passes through less memory than it has",
      () =>
        Effect.gen(function* () {
          const storage = yield* Storage
          const before = memoryInUse()
          let peak = 0
          const watch = (nth: number) => {
            if (nth % 100 === 0) peak = Math.max(peak, memoryInUse() - before)
          }
          const source = Stream.range(1, 1024).pipe(
            Stream.rechunk(1),
            Stream.map((nth) => {
              watch(nth)
              return Buffer.alloc(65_536, nth)
            })
          )
          yield* storage.put(key("large"), source, { size: 64 * mebibyte })
          yield* storage.get(key("large")).pipe(
            Stream.runFold(
              () => 0,
              (nth) => (watch(nth), nth + 1)
            )
          )
          assert.isBelow(peak / mebibyte, 24)
          yield* storage.remove([key("large")])
        }),
      60_000
    )

    it.effect("the check passes", () => Effect.flatMap(Storage, (storage) => storage.check))
  })
