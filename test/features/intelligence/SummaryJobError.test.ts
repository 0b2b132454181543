import { assert, describe, it } from "@effect/vitest"
import { summaryJobError } from "#features/intelligence/SummaryJobError.ts"
import {
  LlmBusy,
  LlmDown,
  LlmError,
  LlmInvalidOutput,
  LlmOverBudget,
  LlmRefused,
  LlmTooLong
} from "#platform/LlmError.ts"
import { StorageError } from "#platform/storage/StorageError.ts"
import { reasons } from "#platform/text/ExtractionNews.ts"
import { TextExtractionError } from "#platform/text/TextExtractionError.ts"

const secret = "10.0.0.7"

const llm = (reason: LlmError["reason"]) => summaryJobError(new LlmError({ reason }))

describe("a summary that failed", () => {
  it.each([
    [new LlmBusy({}), "LLM_BUSY", "later"],
    [new LlmDown({ cause: "connection", detail: secret }), "LLM_DOWN", "later"],
    [new LlmRefused({ detail: secret }), "LLM_REFUSED", "never"],
    [new LlmTooLong({}), "LLM_TOO_LONG", "never"],
    [new LlmOverBudget({ retryAfterMs: 60_000 }), "BUDGET_EXCEEDED", "uncounted"],
    [new LlmInvalidOutput({ detail: secret }), "MODEL_OUTPUT_INVALID", "never"]
  ] as const)("by the model: %o", (reason, code, retry) => {
    const error = llm(reason)
    assert.deepInclude(error, { code, retry })
    assert.notInclude(error.message, secret)
  })

  it("waits as long as the model asks for", () => {
    assert.strictEqual(llm(new LlmBusy({ retryAfterMs: 90_000 })).retryAfterMs, 90_000)
    assert.isUndefined(llm(new LlmBusy({})).retryAfterMs)
  })

  it.each(reasons)("by reading the file: %s", (reason) => {
    const error = summaryJobError(new TextExtractionError({ reason, detail: secret }))
    assert.strictEqual(error.retry, reason === "crashed" ? "later" : "never")
    assert.match(
      error.code,
      /^(PDF_(ENCRYPTED|INVALID|TOO_COMPLEX)|FILE_(EMPTY|TOO_LARGE)|NEEDS_OCR|EXTRACTION_CRASHED)$/
    )
    assert.notInclude(error.message, secret)
  })

  it("by the storage: gone for good, or only away", () => {
    assert.deepInclude(summaryJobError(StorageError.notFound("a/b")), { code: "FILE_MISSING", retry: "never" })
    const away = summaryJobError(StorageError.unavailable("get", new Error(secret)))
    assert.deepInclude(away, { code: "STORAGE_UNAVAILABLE", retry: "later" })
    assert.notInclude(away.message, secret)
  })
})
