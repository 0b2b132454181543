import type { BookFileId } from "#contract/catalogue/BookFile.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { StorageKey } from "#platform/storage/StorageKey.ts"

/** What every file of a library's books is stored under. */
export const filePrefix = (organizationId: OrganizationId): string => `${organizationId}/books/`

/** Where a file is stored: made of ids only, never of a name that somebody chose. */
export const fileKey = (organizationId: OrganizationId, fileId: BookFileId): StorageKey =>
  StorageKey.make(filePrefix(organizationId) + fileId)
