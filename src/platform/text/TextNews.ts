import type { ExtractionLimits, ExtractionNews } from "./ExtractionNews.ts"
import { decodeText } from "./PlainText.ts"
import { pagesOfText } from "./TextPages.ts"

/** What is to be said of a plain text: its pages and how it was written, or why it is refused. */
export function* newsOfText(
  bytes: Uint8Array,
  { maxCharacters, maxPages }: Pick<ExtractionLimits, "maxCharacters" | "maxPages">
): Generator<ExtractionNews> {
  const { encoding, text } = decodeText(bytes)
  if (text.length > maxCharacters) {
    return yield { _tag: "refused", reason: "too_large", detail: `${text.length} characters of text` }
  }
  let number = 0
  let isEmpty = true
  for (const page of pagesOfText(text)) {
    if (++number > maxPages) {
      return yield { _tag: "refused", reason: "too_many_pages", detail: `${number} pages, the limit is ${maxPages}` }
    }
    isEmpty &&= page.text === ""
    yield { _tag: "page", number, gap: page.gap, text: page.text }
  }
  if (isEmpty) return yield { _tag: "refused", reason: "empty", detail: "nothing but blanks" }
  yield { _tag: "done", encoding }
}
