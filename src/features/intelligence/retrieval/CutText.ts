import { createHash } from "node:crypto"
import type { Language } from "#platform/extractive/Language.ts"
import { type Chunk, indexedText } from "#platform/retrieval/Chunk.ts"
import { chunksOf } from "#platform/retrieval/Chunker.ts"
import { searchTerms } from "#platform/retrieval/SearchTerms.ts"
import type { SourceText } from "./Source.ts"

/** Grows with each change of how texts are cut and analysed: all of them are then indexed anew. */
export const analyser = 1

/** A chunk and where its text lies. */
export interface CutChunk extends Chunk {
  /** Up to the next chunk: what follows `end` is white space, so that chunks together give the text again. */
  readonly bodyEnd: number
  readonly firstPage: number | null
  readonly lastPage: number | null
  /** SHA-256 of all that its words depend on, in hexadecimal. */
  readonly hash: string
}

/** What the chunks of a text depend on. */
export interface CutOptions {
  readonly title: string
  readonly language: Language
  readonly pages: SourceText["pages"]
}

/** The page that the character is on, or the last one before it. */
const pageAt = (pages: CutOptions["pages"], offset: number): number | null => {
  let low = 0
  let high = pages.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((pages[middle]?.start ?? 0) <= offset) low = middle + 1
    else high = middle
  }
  return pages[low - 1]?.number ?? pages[0]?.number ?? null
}

/** The chunks of a text in order. */
export const cutText = (text: string, { language, pages, title }: CutOptions): ReadonlyArray<CutChunk> => {
  const chunks = chunksOf(text)
  return chunks.map((chunk, ordinal) => {
    const { end, headings, start } = chunk
    const bodyEnd = Math.max(end, chunks[ordinal + 1]?.start ?? text.length)
    const indexed = indexedText(title, headings, text.slice(start, bodyEnd))
    return {
      ...chunk,
      ordinal,
      bodyEnd,
      firstPage: pageAt(pages, start),
      lastPage: pageAt(pages, Math.max(start, end - 1)),
      hash: createHash("sha256").update(`${analyser} ${language}\n${indexed}`).digest("hex")
    }
  })
}

/** The words of a chunk as PostgreSQL reads a `tsvector`. */
export interface Analysed {
  readonly search: string
  /** Terms, each as often as it is there. */
  readonly words: number
}

/** More than these PostgreSQL does not keep of one word. */
const mostPositions = 255

/** A term as a word of a `tsvector` or `tsquery`, whatever is in it. */
export const lexeme = (term: string): string => `'${term.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`

/** Only their number counts: it is what `ts_rank` sees of how often a word is there. */
const positions = (count: number): string =>
  Array.from({ length: Math.min(count, mostPositions) }, (_, at) => at + 1).join(",")

/** The words of a text that is indexed. */
export const analyse = (text: string, language: Language): Analysed => {
  const lexemes: Array<string> = []
  let words = 0
  for (const [term, count] of searchTerms(text, language)) {
    lexemes.push(`${lexeme(term)}:${positions(count)}`)
    words += count
  }
  return { search: lexemes.join(" "), words }
}
