import type { Language } from "../extractive/Language.ts"
import { reach } from "./Candidate.ts"
import type { Candidate, Found, Ranked } from "./Candidate.ts"
import { fuse, fusionWeights } from "./Fusion.ts"
import { nearness } from "./Nearness.ts"
import type { Occurrence } from "./Nearness.ts"
import { makeSearchTerms, questionTerms } from "./SearchTerms.ts"
import { spelledLike } from "./Spelling.ts"

/** BM25's: how much a repeated word adds, and how much long chunks lose. Chunks are short: that it is there is most. */
const k1 = 0.3
const b = 0.4
/** What a word is worth that only a chunk `n` places away has: 0.6 to the power of `n`. */
const neighbourShare = 0.6
/** What a word is worth that only stands there in another spelling, times how like it is. */
const spellingShare = 0.8
/** What words that stand close together are worth beside those that stand anywhere. */
const nearnessShare = 0.4

interface Read {
  readonly candidate: Candidate
  readonly terms: ReadonlyArray<string>
  /** How often each word of the question stands in it. */
  readonly counts: ReadonlyArray<number>
  readonly occurrences: ReadonlyArray<Occurrence>
}

interface Words {
  readonly weights: ReadonlyArray<number>
  /** Which word of the question a term is. */
  readonly wordOf: ReadonlyMap<string, number>
}

/** A word is as rare as its most frequent variant; one that was never seen is rarer than all. */
const wordsOf = ({ languages, question, rarity }: Found): Words => {
  const terms = questionTerms(question, languages)
  const rarest = Math.max(1, ...rarity.values())
  return {
    weights: terms.map(
      ({ variants, weight }) => weight * Math.min(...variants.map((each) => rarity.get(each) ?? rarest))
    ),
    wordOf: new Map(terms.flatMap(({ variants }, word) => variants.map((each) => [each, word] as const)))
  }
}

const read = (candidates: ReadonlyArray<Candidate>, { weights, wordOf }: Words): ReadonlyArray<Read> => {
  const analysers = new Map<Language, (text: string) => ReadonlyArray<string>>()
  return candidates.map((candidate) => {
    const termsOf = analysers.get(candidate.language) ?? makeSearchTerms(candidate.language)
    analysers.set(candidate.language, termsOf)
    const heading = termsOf(candidate.heading)
    const terms = [...heading, ...termsOf(candidate.body)]
    const all = terms.flatMap((term, at): ReadonlyArray<Occurrence> => {
      const word = wordOf.get(term)
      return word === undefined ? [] : [{ place: at - heading.length, word }]
    })
    const counts = weights.map(() => 0)
    for (const { word } of all) counts[word] = (counts[word] ?? 0) + 1
    return { candidate, terms, counts, occurrences: all.filter(({ place }) => place >= 0) }
  })
}

/** Which words of the question stand in which chunk, by source and ordinal. */
const placesOf = (found: Found, reads: ReadonlyArray<Read>, { wordOf }: Words) => {
  const places = new Map<string, ReadonlySet<number>>()
  const key = (sourceId: string, ordinal: number) => `${ordinal} ${sourceId}`
  for (const { ordinal, sourceId, terms } of found.neighbours) {
    places.set(key(sourceId, ordinal), new Set(terms.flatMap((term) => wordOf.get(term) ?? [])))
  }
  for (const { candidate, counts } of reads) {
    const words = counts.flatMap((count, word) => (count > 0 ? [word] : []))
    places.set(key(candidate.sourceId, candidate.ordinal), new Set(words))
  }
  return {
    isAnywhere: (word: number) => Array.from(places.values()).some((words) => words.has(word)),
    /** What a word is worth to a chunk that lacks it. */
    around: ({ ordinal, sourceId }: Candidate, word: number): number => {
      for (let away = 1; away <= reach; away++) {
        const has = (at: number) => places.get(key(sourceId, at))?.has(word) ?? false
        if (has(ordinal + away) || has(ordinal - away)) return neighbourShare ** away
      }
      return 0
    }
  }
}

/** Other spellings in the candidates for the words of the question that stand nowhere. */
const spellings = (reads: ReadonlyArray<Read>, words: Words, isAnywhere: (word: number) => boolean) => {
  const unseen = Array.from(words.wordOf).filter(([, word]) => !isAnywhere(word))
  const vocabulary = unseen.length === 0 ? new Set<string>() : new Set(reads.flatMap(({ terms }) => terms))
  return unseen.map(([term, word]) => ({ word, like: spelledLike(term, vocabulary) }))
}

/** One order out of that of words and that of meaning; the best has score 1. */
const withMeaning = (ranked: ReadonlyArray<Ranked>, byMeaning: ReadonlyArray<string>): ReadonlyArray<Ranked> => {
  const isCandidate = new Map(ranked.map((each) => [each.candidate.id, each]))
  const fused = fuse([
    { weight: fusionWeights.lexical, ids: ranked.map(({ candidate }) => candidate.id) },
    { weight: fusionWeights.model, ids: byMeaning.filter((id) => isCandidate.has(id)) }
  ])
  const best = fused[0]?.score ?? 1
  return fused.flatMap(({ id, score }) => {
    const each = isCandidate.get(id)
    return each === undefined ? [] : [{ ...each, score: score / best }]
  })
}

/**
 * The candidates in the order of how well they answer, best first. Their texts are read again, so that more can be asked
 * than the first search can: BM25 over the candidates, where a word that a chunk lacks counts in part if a chunk nearby
 * has it (a passage seldom repeats what it is about) or if it is spelled nearly so, and more for words close together.
 * The score is a share of what the question's words weigh. What a model of meaning found is fused with it by rank.
 *
 * Source: Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
 */
export const rerank = (found: Found): ReadonlyArray<Ranked> => {
  const words = wordsOf(found)
  const reads = read(found.candidates, words)
  const places = placesOf(found, reads, words)
  const others = spellings(reads, words, places.isAnywhere)
  const average = reads.reduce((sum, { terms }) => sum + terms.length, 0) / Math.max(reads.length, 1)
  const most = words.weights.reduce((sum, weight) => sum + weight, 0) * (1 + nearnessShare)
  const scoreOf = ({ candidate, counts, occurrences, terms }: Read): number => {
    const length = k1 * (1 - b + (b * terms.length) / Math.max(average, 1))
    let score = nearnessShare * nearness(occurrences, words.weights)
    counts.forEach((count, word) => {
      const share = count > 0 ? (count * (k1 + 1)) / (count + length) : places.around(candidate, word)
      score += share * (words.weights[word] ?? 0)
    })
    for (const { like, word } of others) {
      const likest = terms.reduce((best, term) => Math.max(best, like.get(term) ?? 0), 0)
      score += spellingShare * likest * (words.weights[word] ?? 0)
    }
    return most === 0 ? 0 : score / most
  }
  const ranked = reads
    .map((each) => ({ candidate: each.candidate, score: scoreOf(each), terms: each.terms }))
    .toSorted((a, b) => b.score - a.score)
  return found.byMeaning === undefined ? ranked : withMeaning(ranked, found.byMeaning)
}
