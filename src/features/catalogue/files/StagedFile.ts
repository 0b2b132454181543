import type { FileId, FileType } from "#contract/File.ts"
import type { UserId } from "#contract/identity/User.ts"
import type { StorageKey } from "#platform/storage/StorageKey.ts"

/** What is known of a file by having read it once. */
interface FileFacts {
  /** As it is shown. */
  readonly name: string
  readonly type: FileType
  /** Bytes. */
  readonly size: number
  readonly sha256: string
}

/** A file that is in the storage and waits for the transaction that makes it a book's, or a document's. */
export interface StagedFile extends FileFacts {
  readonly id: FileId
  readonly uploadedBy: UserId
}

/** A file, and where it is stored. */
export interface StoredFile extends FileFacts {
  readonly key: StorageKey
}
