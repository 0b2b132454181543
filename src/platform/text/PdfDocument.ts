/** Runs in the threads that read documents, never in the server. */
import { createRequire } from "node:module"
import { dirname, join, sep } from "node:path"
import type * as PdfParse from "pdf-parse"
import type { Reason } from "./ExtractionNews.ts"

/** Ends the work with a reason; the message is for operators. */
export class Refusal extends Error {
  readonly reason: Reason
  constructor(reason: Reason, detail: string) {
    super(detail)
    this.reason = reason
  }
}

/** pdf.js gives up with many errors on broken files; all but two say that the file cannot be read. */
export const refusalOf = (error: unknown): Refusal => {
  const detail = String(error)
  if (error instanceof Error && error.name === "PasswordException") return new Refusal("encrypted", detail)
  return new Refusal(/allocation failed|array (buffer )?length/i.test(detail) ? "out_of_memory" : "invalid", detail)
}

/** Pixels of a picture within a page that is drawn at all: a scan of A4 with 600 dpi has 35 million. */
const MAX_IMAGE_PIXELS = 40_000_000

/** Opens the document behind the parser, of which the caller knows what it uses. */
export const openPdf = ({ PDFParse, VerbosityLevel }: typeof PdfParse, bytes: Uint8Array) => {
  const resolve = (name: string, from: string) => createRequire(from).resolve(name)
  const pdfjs = dirname(resolve("pdfjs-dist/package.json", resolve("pdf-parse", import.meta.url)))
  const parser = new PDFParse({
    data: bytes,
    verbosity: VerbosityLevel.ERRORS,
    isEvalSupported: false,
    // Chinese, Japanese and Korean books refer to character maps that are not in the file.
    cMapUrl: join(pdfjs, "cmaps") + sep,
    cMapPacked: true,
    // For drawing: the fonts that every reader has, and a decoder of JPEG 2000.
    standardFontDataUrl: join(pdfjs, "standard_fonts") + sep,
    wasmUrl: join(pdfjs, "wasm") + sep,
    maxImageSize: MAX_IMAGE_PIXELS
  })
  // `getText` forgets where the runs stand, and with that the paragraphs; the document behind it does not.
  return parser["load"]().catch((error: unknown) => Promise.reject(refusalOf(error)))
}
