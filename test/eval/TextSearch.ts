import type { Evidence } from "#platform/answers/AnswerFrom.ts"
import { detectLanguage } from "#platform/extractive/Language.ts"
import { countTokens } from "#platform/llm/TokenEstimate.ts"
import type { Candidate } from "#platform/retrieval/Candidate.ts"
import { chunksOf } from "#platform/retrieval/Chunker.ts"
import { idf, lexicalScore } from "#platform/retrieval/LexicalScore.ts"
import { rerank } from "#platform/retrieval/Rerank.ts"
import { questionTerms, searchTerms } from "#platform/retrieval/SearchTerms.ts"
import { select } from "#platform/retrieval/Selection.ts"

const language = "en"
const mostCandidates = 60

/** A text that is searched as a whole. */
export const wholeText = (id: string, body: string): Candidate => ({
  id,
  sourceId: id,
  ordinal: 0,
  start: 0,
  end: body.length,
  heading: "",
  body,
  language,
  tokens: countTokens(body)
})

/** A text that is searched in chunks. */
export const chunkedText = (id: string, text: string): ReadonlyArray<Candidate> =>
  chunksOf(text).map(({ end, headings, ordinal, start, tokens }) => ({
    id: `${id}/${ordinal}`,
    sourceId: id,
    ordinal,
    start,
    end,
    heading: headings.join(" > "),
    body: text.slice(start, end),
    language: detectLanguage(text),
    tokens
  }))

/** Passages that were found, as the product hands them on to be answered from. `first`: the best candidate's. */
export interface Search {
  readonly passages: ReadonlyArray<Evidence>
  readonly first: string | undefined
}

/** Searches texts as the product does without vectors, in memory: by words, ranked again, cut to 2,000 tokens. */
export const textSearch = (
  candidates: ReadonlyArray<Candidate>,
  texts: ReadonlyMap<string, string>
): ((question: string) => Search) => {
  const indexed = candidates.map((candidate) => searchTerms(`${candidate.heading}\n${candidate.body}`, language))
  const words = indexed.map((terms) => Array.from(terms.values()).reduce((sum, count) => sum + count, 0))
  const averageWords = words.reduce((sum, count) => sum + count, 0) / Math.max(words.length, 1)
  const frequency = new Map<string, number>()
  for (const terms of indexed) for (const term of terms.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1)
  return (question) => {
    const asked = questionTerms(question, [language])
    const rarity = new Map(
      asked.flatMap(({ variants }) =>
        variants.map((term) => [term, idf(candidates.length, frequency.get(term) ?? 0)] as const)
      )
    )
    const scored = candidates.map((candidate, at) => {
      const matches = asked.flatMap(({ variants, weight }) =>
        variants.flatMap((term) => {
          const count = indexed[at]?.get(term)
          return count === undefined ? [] : [{ weight, idf: rarity.get(term) ?? 0, count }]
        })
      )
      return { candidate, score: lexicalScore(matches, { averageWords, words: words[at] ?? 0 }) }
    })
    const best = scored.toSorted((a, b) => b.score - a.score).slice(0, mostCandidates)
    const ranked = rerank({
      question,
      languages: [language],
      candidates: best.map(({ candidate }) => candidate),
      neighbours: [],
      rarity
    })
    const passages = select(ranked, 2_000).map(({ chunks, score, sourceId }): Evidence => {
      const start = Math.min(...chunks.map((chunk) => chunk.start))
      const end = Math.max(...chunks.map((chunk) => chunk.end))
      return { text: (texts.get(sourceId) ?? "").slice(start, end), language, score }
    })
    return { passages, first: ranked[0]?.candidate.id }
  }
}
