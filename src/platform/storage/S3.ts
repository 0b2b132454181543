import { Array, DateTime, Effect, Option, Schedule, Stream } from "effect"
import * as NodeStream from "@effect/platform-node/NodeStream"
import type { ByteRange, StorageBackend, StoredObject } from "./StorageBackend.ts"
import { codeOf, isPassing, make as makeClient, type S3Client } from "./S3Client.ts"
import { upload } from "./S3Upload.ts"
import { StorageError } from "./StorageError.ts"
import { StorageKey } from "./StorageKey.ts"

/**
 * Objects in an S3 bucket, which is made at start when it is missing. A server that is starting too is waited for, 30
 * seconds. Configuration: see `S3Client.ts`.
 */
export const make = Effect.gen(function* () {
  const s3 = yield* makeClient
  yield* ensureBucket(s3)
  const backend: StorageBackend = {
    write: (key, bytes, options) => upload(s3, key, bytes, options),
    read: (key, range) => (range?.length === 0 ? Stream.drain(Stream.fromEffect(stat(s3, key))) : read(s3, key, range)),
    stat: (key) => stat(s3, key),
    remove: (keys) => Effect.forEach(Array.chunksOf(keys, removeLimit), (keys) => remove(s3, keys), { discard: true }),
    list: (prefix) => list(s3, prefix),
    check: s3
      .call("check", (client) => client.bucketExists(s3.bucket), { patience: "5 seconds", retry: false })
      .pipe(
        Effect.filterOrFail(
          (exists) => exists,
          () => StorageError.unavailable("check", { code: "NoSuchBucket", message: s3.address })
        ),
        Effect.asVoid
      )
  }
  return backend
})

/** What one request may list or remove. */
const pageLimit = 1000
const removeLimit = 1000
const idleLimit = "60 seconds"

const ensureBucket = (s3: S3Client) => {
  const operation = `open ${s3.address}`
  const exists = s3.call(operation, (client) => client.bucketExists(s3.bucket), { retry: false })
  // Another process may be as early as this one: what counts is that the bucket is there.
  const create = s3
    .call(operation, (client) => client.makeBucket(s3.bucket), { retry: false })
    .pipe(Effect.catchTag("StorageError", (error) => Effect.flatMap(exists, (there) => (there ? Effect.void : error))))
  return Effect.flatMap(exists, (there) => (there ? Effect.void : create)).pipe(
    Effect.retry({
      while: isPassing,
      schedule: Schedule.min([Schedule.exponential("200 millis"), Schedule.spaced("3 seconds")]).pipe(
        Schedule.upTo({ duration: "30 seconds" })
      )
    })
  )
}

const misses = (key: StorageKey) => (error: StorageError) =>
  ["NoSuchKey", "NotFound"].includes(codeOf(error)) ? StorageError.notFound(key) : error

const read = (s3: S3Client, key: StorageKey, range: ByteRange | undefined) =>
  s3
    .call(`get ${key}`, (client) =>
      range === undefined
        ? client.getObject(s3.bucket, key)
        : client.getPartialObject(s3.bucket, key, range.offset, range.length)
    )
    .pipe(
      Effect.map((body) =>
        NodeStream.fromReadable<Uint8Array, StorageError>({
          evaluate: () => body,
          onError: (cause) => StorageError.unavailable(`get ${key}`, cause)
        }).pipe(
          Stream.timeoutOrElse({
            duration: idleLimit,
            orElse: () => Stream.fail(StorageError.unavailable(`get ${key}`, `no bytes for ${idleLimit}`))
          })
        )
      ),
      Effect.catchIf(
        (error) => codeOf(error) === "InvalidRange",
        () => Effect.succeed(Stream.empty)
      ),
      Effect.mapError(misses(key)),
      Stream.unwrap
    )

const stat = Effect.fnUntraced(function* (s3: S3Client, key: StorageKey) {
  const { size, lastModified } = yield* s3
    .call(`stat ${key}`, (client) => client.statObject(s3.bucket, key))
    .pipe(Effect.mapError(misses(key)))
  const object: StoredObject = { key, size, modifiedAt: DateTime.fromDateUnsafe(lastModified) }
  return object
})

/** S3 answers 200 even when it could not remove some of them, and then names those. */
const remove = Effect.fnUntraced(function* (s3: S3Client, keys: ReadonlyArray<StorageKey>) {
  const refused = yield* s3.call("remove", (client) => client.removeObjects(s3.bucket, [...keys]))
  if (refused.length > 0)
    return yield* StorageError.unavailable(`remove ${refused.length} of ${keys.length}`, refused[0])
})

/** By the first version of the API, since of the second the client reads keys such as `007` as numbers. */
const list = (s3: S3Client, prefix: string) =>
  Stream.paginate(
    "",
    Effect.fnUntraced(function* (after: string) {
      const page = yield* s3.call(`list ${s3.address}`, (client) =>
        client.listObjectsQuery(s3.bucket, prefix, after, { Delimiter: "", MaxKeys: pageLimit })
      )
      const next = page.isTruncated ? Option.fromUndefinedOr(page.nextMarker) : Option.none<string>()
      return [page.objects.flatMap(toStoredObject), next] as const
    })
  )

/** Objects that other programs keep in the bucket under names which are no keys are not ours to show. */
const toStoredObject = (listed: {
  readonly name?: string
  readonly size?: number
  readonly lastModified?: Date
}): ReadonlyArray<StoredObject> =>
  Option.match(StorageKey.makeOption(listed.name ?? ""), {
    onNone: () => [],
    onSome: (key) =>
      listed.lastModified === undefined
        ? []
        : [{ key, size: listed.size ?? 0, modifiedAt: DateTime.fromDateUnsafe(listed.lastModified) }]
  })
