import { createHash } from "node:crypto"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Config, Context, Effect, Layer, Schema, Stream } from "effect"
import * as Local from "./storage/Local.ts"
import type { ByteRange, PutOptions, StorageBackend, StoredObject } from "./storage/StorageBackend.ts"
import { InvalidKey, SizeMismatch, StorageError } from "./storage/StorageError.ts"
import { StorageKey } from "./storage/StorageKey.ts"
import { stored, storedBytes } from "./telemetry/SpanAttributes.ts"

/** Files under keys: on a disk or in an S3 bucket. Nothing here holds a whole file in memory. */
export class Storage extends Context.Service<
  Storage,
  {
    /**
     * Stores the stream under the key and answers its size in bytes and its SHA-256 in hex. Atomic and durable: readers
     * see the old object or the whole new one, and a stream that fails, is interrupted or has not `options.size` bytes
     * changes nothing and leaves nothing behind. Replaces an object of the same key; of many writers the last wins.
     */
    readonly put: <E, R>(
      key: StorageKey,
      bytes: Stream.Stream<Uint8Array, E, R>,
      options?: PutOptions
    ) => Effect.Effect<{ readonly size: number; readonly sha256: string }, StorageError | E, R>
    /** The bytes, or a range of them. Fails with `ObjectNotFound` at the first pull. */
    readonly get: (key: StorageKey, range?: ByteRange) => Stream.Stream<Uint8Array, StorageError>
    readonly stat: (key: StorageKey) => Effect.Effect<StoredObject, StorageError>
    /** Absent keys are not an error, so it may be repeated. */
    readonly remove: (keys: ReadonlyArray<StorageKey>) => Effect.Effect<void, StorageError>
    /** All objects whose key begins with the text, in ascending order of their keys. */
    readonly list: (prefix: string) => Stream.Stream<StoredObject, StorageError>
    /** Whether the place is there and open to us: for readiness. */
    readonly check: Effect.Effect<void, StorageError>
  }
>()("luminalib/platform/Storage") {
  /** Files in `LOCAL_STORAGE_PATH`, else in `files` of `DATA_DIR` (./data). */
  static readonly layerLocal = Layer.effect(Storage, Effect.map(Local.make, overBackend)).pipe(
    Layer.provide(NodeServices.layer)
  )

  /** The S3 bucket `STORAGE_BUCKET`, reached as `MINIO_*` says. Loaded only when used: the client takes 0.2 s. */
  static readonly layerS3 = Layer.effect(
    Storage,
    Effect.promise(() => import("./storage/S3.ts")).pipe(
      Effect.flatMap((S3) => S3.make),
      Effect.map(overBackend)
    )
  )

  /** `STORAGE_PROVIDER`=local|minio (local). */
  static readonly layer = Layer.unwrap(
    Effect.map(Config.Literals(["local", "minio"], "STORAGE_PROVIDER").pipe(Config.withDefault("local")), (provider) =>
      provider === "local" ? Storage.layerLocal : Storage.layerS3
    )
  )
}

/** What is the same for every adapter: keys and ranges are checked, bytes are counted and hashed, calls are traced. */
function overBackend(backend: StorageBackend): Storage["Service"] {
  return Storage.of({
    put: Effect.fn("Storage.put", { kind: "client" })(function* (key, bytes, options = {}) {
      yield* Effect.annotateCurrentSpan(stored("put", [key]))
      yield* valid([key])
      const measured = measure(key, bytes, options.size)
      yield* backend.write(key, measured.bytes, options)
      const result = measured.result()
      yield* Effect.annotateCurrentSpan(storedBytes(result.size))
      return result
    }),
    get: (key, range) =>
      Stream.unwrap(Effect.as(Effect.andThen(valid([key]), checkRange(range)), backend.read(key, range))).pipe(
        Stream.withSpan("Storage.get", { kind: "client", attributes: stored("get", [key]) })
      ),
    stat: (key) => traced("stat", [key], Effect.andThen(valid([key]), backend.stat(key))),
    remove: (keys) => traced("remove", keys, Effect.andThen(valid(keys), backend.remove(keys))),
    list: backend.list,
    check: backend.check
  })
}

const traced = <A, E, R>(
  operation: "stat" | "remove",
  keys: ReadonlyArray<StorageKey>,
  call: Effect.Effect<A, E, R>
): Effect.Effect<A, E, R> =>
  Effect.withSpan(call, `Storage.${operation}`, { kind: "client", attributes: stored(operation, keys) })

/** The brand promises a valid key; a cast can break that promise, and this wall is what keeps paths inside. */
const valid = (keys: ReadonlyArray<StorageKey>) =>
  keys.every(Schema.is(StorageKey)) ? Effect.void : Effect.fail(new StorageError({ reason: new InvalidKey({}) }))

const checkRange = (range: ByteRange | undefined) =>
  range === undefined || (Number.isSafeInteger(range.offset + range.length) && range.offset >= 0 && range.length >= 0)
    ? Effect.void
    : Effect.die(new RangeError(`Not a range of bytes: ${range.length} from ${range.offset}`))

/** The same bytes, counted and hashed as they pass; fails after the last one when there are not `expectedBytes`. */
const measure = <E, R>(key: StorageKey, source: Stream.Stream<Uint8Array, E, R>, expectedBytes: number | undefined) => {
  const hash = createHash("sha256")
  let size = 0
  const counted = Stream.mapArray(source, (chunks) => {
    for (const chunk of chunks) {
      hash.update(chunk)
      size += chunk.length
    }
    return chunks
  })
  const complete = Stream.suspend(() =>
    expectedBytes === undefined || expectedBytes === size
      ? Stream.empty
      : Stream.fail(new StorageError({ reason: new SizeMismatch({ key, expectedBytes, actualBytes: size }) }))
  )
  return { bytes: Stream.concat(counted, complete), result: () => ({ size, sha256: hash.digest("hex") }) }
}
