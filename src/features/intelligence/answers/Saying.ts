import type { Effect } from "effect"
import type { SqlError } from "effect/sql"
import type { AnswerSentence, Citation } from "#contract/intelligence/Answer.ts"

/** A citation before it has its number. */
export type Quoted = Omit<Citation, "index">

/** A sentence that may be told, with what it rests on. */
export interface Said {
  readonly text: string
  readonly supported: boolean
  readonly citations: ReadonlyArray<Quoted>
}

/** Tells a sentence to whoever asked. */
export type Say = (said: Said) => Effect.Effect<void, SqlError.SqlError>

/** What was told of an answer so far. Only ever added to. */
export interface Told {
  readonly sentences: ReadonlyArray<AnswerSentence>
  readonly citations: ReadonlyArray<Citation>
}

export const nothingTold: Told = { sentences: [], citations: [] }

const isSamePlace = (a: Quoted, b: Quoted) => a.sourceId === b.sourceId && a.start === b.start && a.end === b.end

/** With one sentence more. A place that was cited before keeps its number. */
export const withSentence = ({ citations, sentences }: Told, said: Said): Told => {
  const known = [...citations]
  const indexes = said.citations.map((quoted) => {
    const before = known.find((citation) => isSamePlace(citation, quoted))
    if (before !== undefined) return before.index
    known.push({ ...quoted, index: known.length + 1 })
    return known.length
  })
  const sentence = { text: said.text, citations: [...new Set(indexes)], supported: said.supported }
  return { sentences: [...sentences, sentence], citations: known }
}
