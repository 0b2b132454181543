import { JobError } from "#jobs/Job.ts"
import type { StorageError } from "#platform/storage/StorageError.ts"
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

/** What is told of a file that could not be read, and whether another attempt makes sense. */
export const readingJobError = (error: StorageError | TextExtractionError): JobError => {
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
