/** Letters and digits that make a page one that was certainly set as text. */
const PAGE_OF_TEXT = 40
/** Below this mean a document is a scan: a stamp or a page number here and there is nothing to read. */
const LEAST_PER_PAGE = 4

const signs = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, "")

/**
 * Whether a document has text to read, rather than pictures of pages. Short pages that say the same but for their
 * digits (page numbers, a scanner's stamp) count once.
 */
export const speaks = (pages: ReadonlyArray<string>): boolean => {
  const labels = new Set<string>()
  let total = 0
  for (const page of pages) {
    const said = signs(page)
    if (said.length >= PAGE_OF_TEXT) total += said.length
    else labels.add(said.replace(/\p{N}/gu, ""))
  }
  for (const label of labels) total += label.length
  return total >= LEAST_PER_PAGE * pages.length && total > 0
}
