import { detectLanguage } from "#platform/extractive/Language.ts"
import type { Language } from "#platform/extractive/Language.ts"
import { reach } from "#platform/retrieval/Candidate.ts"
import type { Candidate } from "#platform/retrieval/Candidate.ts"
import { indexedText } from "#platform/retrieval/Chunk.ts"
import { chunksOf } from "#platform/retrieval/Chunker.ts"
import { fuse, fusionWeights } from "#platform/retrieval/Fusion.ts"
import { hashedQuestion, hashedVector } from "#platform/retrieval/HashedVector.ts"
import { idf, lexicalScore } from "#platform/retrieval/LexicalScore.ts"
import type { TermMatch } from "#platform/retrieval/LexicalScore.ts"
import { rerank } from "#platform/retrieval/Rerank.ts"
import { questionTerms, searchTerms } from "#platform/retrieval/SearchTerms.ts"
import { select } from "#platform/retrieval/Selection.ts"
import type { Choice } from "#platform/retrieval/Selection.ts"

/** A text that can be asked. */
export interface Source {
  readonly id: string
  readonly title: string
  readonly text: string
}

interface Indexed extends Candidate {
  readonly counts: ReadonlyMap<string, number>
  readonly words: number
  readonly vector: Float32Array
}

/** What the first search hands on to be read again. */
const most = 200

const indexed = ({ id, text, title }: Source): ReadonlyArray<Indexed> => {
  const language = detectLanguage(text)
  return chunksOf(text).map(({ end, headings, ordinal, start, tokens }) => {
    const body = text.slice(start, end)
    const whole = indexedText(title, headings, body)
    const counts = searchTerms(whole, language)
    return {
      id: `${id}/${ordinal}`,
      sourceId: id,
      ordinal,
      start,
      end,
      heading: indexedText(title, headings, "").trimEnd(),
      body,
      language,
      tokens,
      counts,
      words: [...counts.values()].reduce((sum, count) => sum + count, 0),
      vector: hashedVector(whole, language)
    }
  })
}

const dot = (a: Float32Array, b: Float32Array) => {
  let sum = 0
  for (let at = 0; at < a.length; at++) sum += (a[at] ?? 0) * (b[at] ?? 0)
  return sum
}

/** Ids of the best first, without those that score nothing. */
const best = (chunks: ReadonlyArray<Indexed>, scoreOf: (chunk: Indexed) => number, count: number) =>
  chunks
    .map((chunk) => ({ id: chunk.id, score: scoreOf(chunk) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, count)
    .map(({ id }) => id)

/** What was found for a question, best first: by the first search alone, and when it is read again. */
export interface Answer {
  readonly first: ReadonlyArray<Choice>
  readonly chosen: ReadonlyArray<Choice>
}

/**
 * A library in memory, without a model and without a database: the product's chunks, terms, hashed vectors, lexical score,
 * fusion, second reading and selection, in the order in which the product applies them. Answers with the passages that
 * it would hand on within so many tokens.
 */
export const memoryLibrary = (sources: ReadonlyArray<Source>) => {
  const chunks = sources.flatMap(indexed)
  const byId = new Map(chunks.map((chunk) => [chunk.id, chunk]))
  const languages = [...new Set<Language>(chunks.map(({ language }) => language))]
  const averageWords = chunks.reduce((sum, { words }) => sum + words, 0) / chunks.length
  const withTerm = new Map<string, number>()
  for (const { counts } of chunks) for (const term of counts.keys()) withTerm.set(term, (withTerm.get(term) ?? 0) + 1)
  const rarityOf = (term: string) => idf(chunks.length, withTerm.get(term) ?? 0)

  return (question: string, tokens: number): Answer => {
    const terms = questionTerms(question, languages)
    const lexical = ({ counts, words }: Indexed) => {
      const matches = terms.flatMap(({ variants, weight }): ReadonlyArray<TermMatch> => {
        const count = Math.max(...variants.map((variant) => counts.get(variant) ?? 0))
        return count === 0 ? [] : [{ weight, idf: Math.min(...variants.map(rarityOf)), count }]
      })
      return lexicalScore(matches, { words, averageWords })
    }
    const asked = hashedQuestion(question, languages, rarityOf)
    const candidates = fuse([
      { weight: fusionWeights.lexical, ids: best(chunks, lexical, most) },
      { weight: fusionWeights.hashed, ids: best(chunks, ({ vector }) => dot(vector, asked), most / 2) }
    ])
      .slice(0, most)
      .flatMap(({ id }) => byId.get(id) ?? [])
    const isCandidate = new Set(candidates.map(({ id }) => id))
    const places = candidates.flatMap(({ ordinal, sourceId }) =>
      Array.from({ length: 2 * reach + 1 }, (_, at) => `${sourceId}/${ordinal + at - reach}`)
    )
    const variants = terms.flatMap((term) => term.variants)
    const neighbours = [...new Set(places)].flatMap((id) => {
      const chunk = byId.get(id)
      if (chunk === undefined || isCandidate.has(id)) return []
      return [{ ...chunk, terms: variants.filter((variant) => chunk.counts.has(variant)) }]
    })
    const rarity = new Map(variants.map((variant) => [variant, rarityOf(variant)]))
    const ranked = rerank({ question, languages, candidates, neighbours, rarity })
    const asFound = ranked
      .map((each) => ({ ...each, score: 1 / (1 + candidates.findIndex(({ id }) => id === each.candidate.id)) }))
      .toSorted((a, b) => b.score - a.score)
    return { first: select(asFound, tokens), chosen: select(ranked, tokens) }
  }
}
