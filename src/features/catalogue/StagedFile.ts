import type { BookFileId, FileType } from "#contract/catalogue/BookFile.ts"
import type { UserId } from "#contract/identity/User.ts"

/** A file that is in the storage and waits for the transaction that makes it a book's. */
export interface StagedFile {
  readonly id: BookFileId
  readonly name: string
  readonly type: FileType
  /** Bytes. */
  readonly size: number
  readonly sha256: string
  readonly uploadedBy: UserId
}
