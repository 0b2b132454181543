import { JobError } from "#jobs/Job.ts"
import type { StorageError } from "#platform/storage/StorageError.ts"

/** Storage that does not answer will answer later. */
export const storageJobError = (cause: StorageError): JobError =>
  new JobError({ code: "STORAGE_UNAVAILABLE", message: "The storage did not do its part", retry: "later", cause })
