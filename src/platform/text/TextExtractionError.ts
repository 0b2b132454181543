import { Schema } from "effect"
import { type Reason, reasons } from "./ExtractionNews.ts"

const codes = {
  encrypted: "PDF_ENCRYPTED",
  invalid: "PDF_INVALID",
  too_large: "FILE_TOO_LARGE",
  out_of_memory: "PDF_TOO_COMPLEX",
  too_slow: "PDF_TOO_COMPLEX",
  too_many_pages: "PDF_TOO_COMPLEX",
  no_text: "NEEDS_OCR",
  empty: "FILE_EMPTY",
  crashed: "EXTRACTION_CRASHED"
} as const satisfies Record<Reason, string>

/** The stable names that users and other programs see. */
export type TextExtractionCode = (typeof codes)[Reason]

/** A file gave no text. `detail` is for operators: it may quote the parser, never the file. */
export class TextExtractionError extends Schema.TaggedError<TextExtractionError>()("TextExtractionError", {
  reason: Schema.Literals(reasons),
  detail: Schema.String
}) {
  get code(): TextExtractionCode {
    return codes[this.reason]
  }
  /** Whether the same file will fail again. Only a crash may come from elsewhere (a killed process, a full machine). */
  get permanent(): boolean {
    return this.reason !== "crashed"
  }
  override get message(): string {
    return `${this.code}: ${this.detail}`
  }
}
