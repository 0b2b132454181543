/** A stretch of a page: a paragraph, with where it stands in the whole text. */
export interface Block {
  readonly start: number
  readonly text: string
}

/** A part of a block that is, or is not, what was quoted. */
export interface Piece {
  readonly start: number
  readonly text: string
  readonly isQuoted: boolean
}

/** Splits the text of a page, which begins at `offset`, at its empty lines. */
export const blocksOf = (text: string, offset: number): ReadonlyArray<Block> => {
  const blocks: Array<Block> = []
  let start = 0
  for (const gap of text.matchAll(/\n[^\S\n]*\n\s*/g)) {
    blocks.push({ start: offset + start, text: text.slice(start, gap.index) })
    start = gap.index + gap[0].length
  }
  blocks.push({ start: offset + start, text: text.slice(start) })
  return blocks.filter((block) => block.text.trim() !== "")
}

interface Range {
  readonly start: number
  readonly end: number
}

/** Cuts a block where a quote, which may go beyond it, begins and ends. */
export const piecesOf = ({ start, text }: Block, quote: Range | undefined): ReadonlyArray<Piece> => {
  const end = start + text.length
  if (quote === undefined || quote.end <= start || quote.start >= end) return [{ start, text, isQuoted: false }]
  const from = Math.max(0, quote.start - start)
  const to = Math.min(text.length, quote.end - start)
  return [
    { start, text: text.slice(0, from), isQuoted: false },
    { start: start + from, text: text.slice(from, to), isQuoted: true },
    { start: start + to, text: text.slice(to), isQuoted: false }
  ].filter((piece) => piece.text !== "")
}
