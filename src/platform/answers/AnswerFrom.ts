import { sentencesOf } from "../extractive/Sentences.ts"
import { makeTerms } from "../extractive/Terms.ts"
import type { Evidence } from "./Evidence.ts"

export type { Evidence } from "./Evidence.ts"

/** A sentence of a passage, word for word: `passages[passage].text.slice(start, end)` is `text`. */
export interface ChosenSentence {
  /** Which passage it stands in, counted from 0. */
  readonly passage: number
  /** Offsets into the text of the passage in UTF-16 units, `end` exclusive. */
  readonly start: number
  readonly end: number
  readonly text: string
  readonly score: number
}

/** An answer in the words of its sources. */
export interface ExtractedAnswer {
  /** At most three, in the order to be read. Without evidence: the nearest there is, or none. */
  readonly sentences: ReadonlyArray<ChosenSentence>
  /** How well the evidence covers what is asked, 0..1. */
  readonly confidence: number
  /** False when the passages hold too little to answer from. */
  readonly known: boolean
}

/** Below this the passages do not hold the answer. */
const enough = 0.5

/** The sentences of the passages, at most three, that answer the question best, and whether they are to be believed. */
export const answerFrom = (
  question: string,
  passages: ReadonlyArray<Evidence>,
  options: { readonly history?: ReadonlyArray<string> } = {}
): ExtractedAnswer => {
  const asked = [question, ...(options.history ?? [])].join("\n")
  const rated = passages.flatMap((passage, at) => {
    const termsOf = makeTerms(passage.language)
    const wanted = new Set(termsOf(asked))
    return sentencesOf(passage.text, passage.language).map(({ end, start, text }) => {
      const found = new Set(termsOf(text))
      const covered = [...wanted].filter((term) => found.has(term)).length
      return { passage: at, start, end, text, score: wanted.size === 0 ? 0 : covered / wanted.size }
    })
  })
  const sentences = rated.toSorted((a, b) => b.score - a.score).slice(0, 1)
  const confidence = sentences[0]?.score ?? 0
  return { sentences, confidence, known: confidence >= enough }
}
