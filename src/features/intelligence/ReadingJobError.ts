import { JobError } from "#jobs/Job.ts"
import type { StorageError } from "#platform/storage/StorageError.ts"
import type { ThreadError } from "#platform/threads/Thread.ts"
import type { TextExtractionCode, TextExtractionError } from "#platform/text/TextExtractionError.ts"

const extraction: Record<TextExtractionCode, string> = {
  PDF_ENCRYPTED: "The PDF is protected by a password.",
  PDF_INVALID: "The PDF is damaged.",
  FILE_TOO_LARGE: "The file is too large to be read.",
  PDF_TOO_COMPLEX: "The file takes too long or too much memory to be read.",
  NEEDS_OCR: "The file holds pictures of pages, and no text.",
  FILE_EMPTY: "The file holds no text.",
  EXTRACTION_CRASHED: "Reading the file broke off."
}

/** What is told of a file that could not be read or made searchable, and whether another attempt makes sense. */
export const readingJobError = (error: StorageError | TextExtractionError | ThreadError): JobError => {
  if (error._tag === "ThreadError") {
    const message = "Making it searchable broke off."
    return new JobError({ code: "INDEXING_BROKE_OFF", message, retry: "later", cause: error })
  }
  if (error._tag === "TextExtractionError") {
    const retry = error.permanent ? "never" : "later"
    return new JobError({ code: error.code, message: extraction[error.code], retry, cause: error })
  }
  return error.reason._tag === "ObjectNotFound"
    ? new JobError({ code: "FILE_MISSING", message: "The file is not in the storage.", retry: "never", cause: error })
    : new JobError({
        code: "STORAGE_UNAVAILABLE",
        message: "The storage did not answer.",
        retry: "later",
        cause: error
      })
}
