import type { FileId } from "#contract/File.ts"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import { StorageKey } from "#platform/storage/StorageKey.ts"

/** What files of a library belong to, or are. */
export type Folder = "books" | "documents" | "covers"

/** What every file of a library's folder is stored under. */
export const filePrefix = (organizationId: OrganizationId, folder: Folder): string => `${organizationId}/${folder}/`

/** Where a file is stored: made of ids only, never of a name that somebody chose. */
export const fileKey = (organizationId: OrganizationId, folder: Folder, fileId: FileId): StorageKey =>
  StorageKey.make(filePrefix(organizationId, folder) + fileId)
