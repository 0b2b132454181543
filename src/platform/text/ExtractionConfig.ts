import { Config, Effect, Schema } from "effect"
import type { ExtractionLimits } from "./ExtractionNews.ts"

/**
 * `EXTRACTION_TIMEOUT_SECONDS` (120), from the last byte of the file on; `EXTRACTION_MEMORY_MB` (512) that one process may
 * add to what Node takes by itself, the file and the parser (about 60) included; `EXTRACTION_MAX_PAGES` (5000);
 * `EXTRACTION_MAX_CHARACTERS` (20 million) of text; `EXTRACTION_CONCURRENCY` (2) processes at once; `MAX_UPLOAD_MB` (50),
 * as for uploads.
 */
export const extractionLimits = Effect.gen(function* () {
  const megabytes = yield* positive("MAX_UPLOAD_MB", 50)
  const limits: ExtractionLimits = {
    maxBytes: megabytes * 1024 * 1024,
    maxCharacters: yield* positive("EXTRACTION_MAX_CHARACTERS", 20_000_000),
    maxPages: yield* positive("EXTRACTION_MAX_PAGES", 5000),
    timeoutMillis: (yield* positive("EXTRACTION_TIMEOUT_SECONDS", 120)) * 1000,
    memoryMegabytes: yield* positive("EXTRACTION_MEMORY_MB", 512)
  }
  return { limits, concurrency: yield* positive("EXTRACTION_CONCURRENCY", 2) }
})

const positive = (name: string, fallback: number) =>
  Config.schema(Schema.FiniteFromString.check(Schema.isInt(), Schema.isGreaterThan(0)), name).pipe(
    Config.withDefault(fallback)
  )
