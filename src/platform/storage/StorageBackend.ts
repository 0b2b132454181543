import type { DateTime, Effect, Stream } from "effect"
import type { StorageError } from "./StorageError.ts"
import type { StorageKey } from "./StorageKey.ts"

export interface PutOptions {
  /** Media type; kept by S3 for whoever reads the bucket with other tools, files on disk have none. */
  readonly contentType?: string | undefined
  /** The number of bytes that the stream is going to give: any other number is refused with `SizeMismatch`. */
  readonly size?: number | undefined
}

/** `length` bytes from `offset` on, both whole numbers of 0 or more; what lies behind the end is left out. */
export interface ByteRange {
  readonly offset: number
  readonly length: number
}

export interface StoredObject {
  readonly key: StorageKey
  /** Bytes. */
  readonly size: number
  readonly modifiedAt: DateTime.Utc
}

/**
 * What an adapter does for `Storage`, which has checked keys and ranges and counts the bytes. The promises are those of
 * `Storage`, and `test/platform/storage/StorageConformance.ts` holds every adapter to them.
 */
export interface StorageBackend {
  readonly write: <E, R>(
    key: StorageKey,
    bytes: Stream.Stream<Uint8Array, E, R>,
    options: PutOptions
  ) => Effect.Effect<void, StorageError | E, R>
  readonly read: (key: StorageKey, range: ByteRange | undefined) => Stream.Stream<Uint8Array, StorageError>
  readonly stat: (key: StorageKey) => Effect.Effect<StoredObject, StorageError>
  readonly remove: (keys: ReadonlyArray<StorageKey>) => Effect.Effect<void, StorageError>
  readonly list: (prefix: string) => Stream.Stream<StoredObject, StorageError>
  readonly check: Effect.Effect<void, StorageError>
}
