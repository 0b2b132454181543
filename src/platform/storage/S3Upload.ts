import { createHash } from "node:crypto"
import { Effect, Stream } from "effect"
import type { PutOptions } from "./StorageBackend.ts"
import type { StorageError } from "./StorageError.ts"
import type { StorageKey } from "./StorageKey.ts"
import { codeOf, partBytes, type S3Client } from "./S3Client.ts"

interface Multipart {
  readonly id: string
  readonly parts: Array<{ readonly part: number; readonly etag: string }>
}

/**
 * Puts a stream of unknown length: what fits into one part as a single request once the stream has ended, anything
 * longer part by part, which no one sees before it is completed. One part is held in memory. An upload that fails or is
 * interrupted is aborted; should the abort fail too, a lifecycle rule of the bucket has to clear incomplete uploads.
 *
 * The client's own `putObject` of a stream is not used: it leaves the upload of a failed stream behind, brings the
 * process down with an unheard `error` event, and resumes uploads that others have in flight.
 *
 * Source: Amazon S3, "Uploading and copying objects using multipart upload".
 */
export const upload = Effect.fnUntraced(function* <E, R>(
  s3: S3Client,
  key: StorageKey,
  bytes: Stream.Stream<Uint8Array, E, R>,
  options: PutOptions
) {
  const headers = options.contentType === undefined ? {} : { "Content-Type": options.contentType }
  let buffer: Buffer = Buffer.alloc(0)
  let filled = 0
  let multipart: Multipart | undefined

  const begin = s3
    .call(`begin ${key}`, (client) => client.initiateNewMultipartUpload(s3.bucket, key, headers))
    .pipe(
      Effect.map((id) => (multipart = { id, parts: [] })),
      // Lest an upload be begun whose id nobody knows.
      Effect.uninterruptible
    )
  const sendPart = Effect.gen(function* () {
    yield* send(s3, key, multipart ?? (yield* begin), buffer.subarray(0, filled))
    filled = 0
  })
  const take = Effect.fnUntraced(function* (chunk: Uint8Array) {
    for (let rest = chunk; rest.length > 0;) {
      buffer = withRoom(buffer, filled + rest.length)
      const taken = rest.subarray(0, buffer.length - filled)
      buffer.set(taken, filled)
      filled += taken.length
      rest = rest.subarray(taken.length)
      if (filled === partBytes) yield* sendPart
    }
  })
  const finish = Effect.gen(function* () {
    if (multipart === undefined) return yield* putWhole(s3, key, buffer.subarray(0, filled), headers)
    if (filled > 0) yield* sendPart
    yield* complete(s3, key, multipart)
  })

  yield* Stream.runForEach(bytes, take).pipe(
    Effect.andThen(finish),
    Effect.onError(() => (multipart === undefined ? Effect.void : abort(s3, key, multipart)))
  )
})

/** Grows by doubling up to one part, so that a small file does not cost the memory of a large one. */
const withRoom = (buffer: Buffer, bytes: number) => {
  if (buffer.length >= Math.min(bytes, partBytes)) return buffer
  const larger = Buffer.allocUnsafe(Math.min(Math.max(bytes, buffer.length * 2), partBytes))
  larger.set(buffer)
  return larger
}

/** Long enough for a part over a line of 70 kB/s. */
const transferPatience = "2 minutes"

const putWhole = (s3: S3Client, key: StorageKey, body: Buffer, headers: Record<string, string>) =>
  s3.call(`put ${key}`, (client) => client.putObject(s3.bucket, key, body, body.length, headers), {
    patience: transferPatience
  })

const send = Effect.fnUntraced(function* (s3: S3Client, key: StorageKey, multipart: Multipart, body: Buffer) {
  const partNumber = multipart.parts.length + 1
  const headers = { "Content-MD5": createHash("md5").update(body).digest("base64") }
  const part = { bucketName: s3.bucket, objectName: key, uploadID: multipart.id, partNumber, headers }
  const { etag } = yield* s3.call(`put part ${partNumber} of ${key}`, (client) => client.uploadPart(part, body), {
    patience: transferPatience
  })
  multipart.parts.push({ part: partNumber, etag })
})

/** Not tried again: after a lost answer the upload is gone and the object is there. S3 may take minutes over it. */
const complete = (s3: S3Client, key: StorageKey, { id, parts }: Multipart) =>
  s3.call(`complete ${key}`, (client) => client.completeMultipartUpload(s3.bucket, key, id, parts), {
    patience: "5 minutes",
    retry: false
  })

const abort = (s3: S3Client, key: StorageKey, { id }: Multipart) =>
  s3
    .call(`abort ${key}`, (client) => client.abortMultipartUpload(s3.bucket, key, id))
    .pipe(
      Effect.catchIf(
        (error: StorageError) => codeOf(error) === "NoSuchUpload",
        () => Effect.void
      ),
      Effect.catchTag("StorageError", (error) => Effect.logWarning("An incomplete upload stays in the bucket", error))
    )
