import type { Block } from "./Layout.ts"

/** A run of sentences, `to` exclusive, that is read together. */
export interface Chapter {
  readonly from: number
  readonly to: number
}

/** Fewer sentences than this are read with their neighbours. */
const least = 40

/**
 * Divides the sentences of a text into chapters of at most `most` sentences: at headings where there are some, else in
 * equal parts. Short sections are joined to what follows. `blockOf` says which block of the layout each sentence is in.
 */
export const chaptersOf = (
  blockOf: ReadonlyArray<number>,
  blocks: ReadonlyArray<Block>,
  most: number
): ReadonlyArray<Chapter> => {
  if (blockOf.length === 0) return []
  if (blockOf.length <= most) return [{ from: 0, to: blockOf.length }]
  return sections(blockOf, blocks).flatMap((section) => equalParts(section, most))
}

/** From one heading to the next that comes after enough sentences. */
const sections = (blockOf: ReadonlyArray<number>, blocks: ReadonlyArray<Block>): ReadonlyArray<Chapter> => {
  let headings = 0
  const headingsUpTo = blocks.map(({ kind }) => (kind === "heading" ? ++headings : headings))
  const found: Array<Chapter> = []
  let from = 0
  blockOf.forEach((block, at) => {
    const fresh = headingsUpTo[block] !== headingsUpTo[blockOf[at - 1] ?? block]
    if (!fresh || at - from < least || blockOf.length - at < least) return
    found.push({ from, to: at })
    from = at
  })
  return [...found, { from, to: blockOf.length }]
}

const equalParts = ({ from, to }: Chapter, most: number): ReadonlyArray<Chapter> => {
  const parts = Math.ceil((to - from) / most)
  const edge = (part: number) => from + Math.round(((to - from) * part) / parts)
  return Array.from({ length: parts }, (_, part) => ({ from: edge(part), to: edge(part + 1) }))
}

/** Shares a budget out by the length of the chapters, each getting at least `floor`. */
export const shares = (chapters: ReadonlyArray<Chapter>, budget: number, floor: number): ReadonlyArray<number> => {
  const total = chapters.reduce((sum, { from, to }) => sum + to - from, 0)
  return chapters.map(({ from, to }) => Math.max(floor, Math.round((budget * (to - from)) / Math.max(total, 1))))
}
