import { JobError } from "#jobs/Job.ts"
import type { LlmError } from "#platform/LlmError.ts"
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

const model: Record<LlmError["code"], string> = {
  LLM_BUSY: "The language model has no room now.",
  LLM_REFUSED: "The language model refused to answer.",
  LLM_TOO_LONG: "The book is too long for the language model, even in parts.",
  LLM_DOWN: "The language model did not answer.",
  MODEL_OUTPUT_INVALID: "The language model gave an answer that cannot be used."
}

/** What is told of a failed attempt, and whether another one makes sense. The causes' own words go only to the log. */
export const summaryJobError = (error: LlmError | StorageError | TextExtractionError): JobError => {
  switch (error._tag) {
    case "TextExtractionError":
      return new JobError({
        code: error.code,
        message: extraction[error.code],
        retry: error.permanent ? "never" : "later",
        cause: error
      })
    case "StorageError":
      return error.reason._tag === "ObjectNotFound"
        ? new JobError({
            code: "FILE_MISSING",
            message: "The file is not in the storage.",
            retry: "never",
            cause: error
          })
        : new JobError({
            code: "STORAGE_UNAVAILABLE",
            message: "The storage did not answer.",
            retry: "later",
            cause: error
          })
    case "LlmError": {
      const { reason } = error
      const wait = reason._tag === "LlmBusy" && reason.retryAfterMs !== undefined
      return new JobError({
        code: error.code,
        message: model[error.code],
        retry: error.isRetryable ? "later" : "never",
        ...(wait ? { retryAfterMs: reason.retryAfterMs } : {}),
        cause: error
      })
    }
  }
}
