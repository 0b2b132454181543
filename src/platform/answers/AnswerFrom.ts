import { dangles } from "../extractive/Connectives.ts"
import { detectLanguage } from "../extractive/Language.ts"
import type { Evidence } from "./Evidence.ts"
import { confidenceOf, enough, signsOf } from "./Confidence.ts"
import type { Best } from "./Confidence.ts"
import { aboutTerms, featuresOf } from "./Features.ts"
import type { Features } from "./Features.ts"
import { statementsOf } from "./Passages.ts"
import type { Statement } from "./Passages.ts"
import { readQuestion } from "./Question.ts"

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

/** What each feature counts, fitted to questions with known answers (`npm run eval` measures the choice). */
const weights: Readonly<Record<keyof Features, number>> = {
  covered: 3.5,
  told: 1.5,
  alike: 2.9,
  together: 1,
  worded: 2.3,
  around: 3,
  passage: 2,
  retrieval: 2,
  score: 2.4,
  candidate: 1.8
}
const mostSentences = 3
/** A further sentence says nearly as much as the best one; the scores of all lie between 0 and about 19. */
const furtherWithin = 1

interface Rated extends Statement {
  readonly features: Features
  readonly score: number
}

const scoreOf = (features: Features): number =>
  (Object.keys(weights) as ReadonlyArray<keyof Features>).reduce((sum, name) => sum + weights[name] * features[name], 0)

/** Do two sentences say the same, as those of passages that overlap do? */
const repeats = (a: Statement, b: Statement): boolean => {
  const terms = new Set(a.terms)
  const shared = b.terms.filter((term) => terms.has(term)).length
  return shared >= 0.8 * Math.min(a.terms.length, b.terms.length)
}

/** The best sentences, the best first; those that nearly say what another one says are left out. */
const bestOf = (rated: ReadonlyArray<Rated>): ReadonlyArray<Rated> => {
  const chosen: Array<Rated> = []
  for (const each of rated.toSorted((a, b) => b.score - a.score)) {
    if (chosen.length === mostSentences || each.score < (chosen[0]?.score ?? 0) - furtherWithin) break
    if (!chosen.some((other) => repeats(other, each))) chosen.push(each)
  }
  return chosen
}

/** With the sentence before each that leans on it ("He also ..."), as far as there is room. */
const withNeighbours = (
  chosen: ReadonlyArray<Rated>,
  rated: ReadonlyArray<ReadonlyArray<Rated>>
): ReadonlyArray<Rated> => {
  const all = new Set(chosen.slice(0, 1))
  for (const each of chosen) {
    const before = rated[each.passage]?.[each.at - 1]
    const room = mostSentences - all.size - (all.has(each) ? 0 : 1)
    if (room >= 0) all.add(each)
    if (room > 0 && before !== undefined && dangles(each.text, each.language) === 1) all.add(before)
  }
  return [...all]
}

const believed = (best: Rated, passages: ReadonlyArray<Evidence>): Best => ({
  statement: best,
  candidate: best.features.candidate,
  about: aboutTerms(passages[best.passage])
})

/** The passage of the best sentence first, each passage in its own order. */
const inReadingOrder = (chosen: ReadonlyArray<Rated>): ReadonlyArray<Rated> => {
  const order = [...new Set(chosen.map(({ passage }) => passage))]
  return chosen.toSorted((a, b) => order.indexOf(a.passage) - order.indexOf(b.passage) || a.at - b.at)
}

/**
 * The sentences of the passages, at most three, that answer the question best, and whether they are to be believed.
 * `history`: what was asked before, the latest last; it counts where the question leans on it. 20 passages of 300 tokens
 * take some 10 ms.
 */
export const answerFrom = (
  question: string,
  passages: ReadonlyArray<Evidence>,
  options: { readonly history?: ReadonlyArray<string> } = {}
): ExtractedAnswer => {
  const statements = statementsOf(passages)
  const fallback = passages[0]?.language ?? detectLanguage(question)
  const asked = readQuestion(question, fallback, options.history?.at(-1))
  const features = featuresOf(asked, passages, statements)
  const rated = statements.map((ofPassage, at) =>
    ofPassage.flatMap((statement, index): ReadonlyArray<Rated> => {
      const own = features[at]?.[index]
      return own === undefined ? [] : [{ ...statement, features: own, score: scoreOf(own) }]
    })
  )
  const chosen = bestOf(rated.flat())
  const [best] = chosen
  const confidence = best === undefined ? 0 : confidenceOf(signsOf(asked, believed(best, passages), statements))
  return {
    sentences: inReadingOrder(withNeighbours(chosen, rated)).map(({ end, passage, score, start, text }) => ({
      passage,
      start,
      end,
      text,
      score
    })),
    confidence,
    known: confidence >= enough
  }
}
