import type { FileType } from "./FileType.ts"

/** Why a file gives no text. */
export const reasons = [
  "encrypted",
  "invalid",
  "too_large",
  "out_of_memory",
  "too_slow",
  "too_many_pages",
  "no_text",
  "empty",
  "crashed"
] as const
export type Reason = (typeof reasons)[number]

/** What one document may use: bytes of file, characters of text, pages, milliseconds of work, MiB of memory. */
export interface ExtractionLimits {
  readonly maxBytes: number
  readonly maxCharacters: number
  readonly maxPages: number
  readonly timeoutMillis: number
  readonly memoryMegabytes: number
}

/** What the guard tells its thread; the bytes follow as a message. */
export interface ExtractionTask extends Pick<ExtractionLimits, "maxCharacters" | "maxPages"> {
  readonly type: FileType
}

/**
 * What the extraction process says, one JSON object a line: the pages in order, a long one in pieces, and as the last
 * either `done` or `refused`.
 */
export type ExtractionNews =
  | { readonly _tag: "page"; readonly number: number; readonly gap: string; readonly text: string }
  | { readonly _tag: "more"; readonly text: string }
  | {
      readonly _tag: "done"
      readonly encoding?: string | undefined
      readonly title?: string | undefined
      readonly author?: string | undefined
    }
  | { readonly _tag: "refused"; readonly reason: Reason; readonly detail: string }

/** What the process says that draws the first page: one line. */
export type PictureNews =
  | { readonly _tag: "picture"; readonly width: number; readonly height: number; readonly base64: string }
  | Extract<ExtractionNews, { readonly _tag: "refused" }>

/** What a process is started for: to tell the text of a document, or to draw its first page. */
export type Purpose = "text" | "picture"
