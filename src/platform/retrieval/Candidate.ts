import type { Language } from "../extractive/Language.ts"

/** A chunk that may answer a question. */
export interface Candidate {
  readonly id: string
  readonly sourceId: string
  /** Its place among the chunks of the source. */
  readonly ordinal: number
  /** Where its body stands in the source, in UTF-16 units, `end` exclusive. */
  readonly start: number
  readonly end: number
  /** Title and headings that it stands under: the first line of `indexedText`. */
  readonly heading: string
  readonly body: string
  /** The language that its terms were made in. */
  readonly language: Language
  /** Tokens of its body by `countTokens`. */
  readonly tokens: number
}

/** A chunk beside candidates of its source: not to be chosen, but it tells what they are about. */
export interface Neighbour {
  readonly sourceId: string
  readonly ordinal: number
  /** Which variants of the question's terms stand in it. */
  readonly terms: ReadonlyArray<string>
}

/** A question and what was found for it at first. */
export interface Found {
  readonly question: string
  /** The languages that the question's terms were made in. */
  readonly languages: ReadonlyArray<Language>
  /** The best of the first search, at most 200. */
  readonly candidates: ReadonlyArray<Candidate>
  /** Chunks up to `reach` places before and behind each candidate, where they are no candidates themselves. */
  readonly neighbours: ReadonlyArray<Neighbour>
  /** The `idf` of each variant of the question's terms among all chunks that were searched. */
  readonly rarity: ReadonlyMap<string, number>
  /** Ids in the order in which a model of meaning finds them, the best first; absent where there is none. */
  readonly byMeaning?: ReadonlyArray<string>
}

/** How many places before and behind a candidate its neighbours count. */
export const reach = 3

/** A candidate and how well it answers, 0..1 as a rule; more is better. */
export interface Ranked {
  readonly candidate: Candidate
  readonly score: number
  /** All its terms, those of its heading first. */
  readonly terms: ReadonlyArray<string>
}
