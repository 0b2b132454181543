import type { Evidence } from "#platform/answers/AnswerFrom.ts"
import { memoryLibrary } from "./MemoryLibrary.ts"
import type { Source } from "./MemoryLibrary.ts"

const budget = 2_000

/** Searches texts and returns what a question is answered from: the passages that fit into 2,000 tokens, best first. */
export const evidenceSearch = (sources: ReadonlyArray<Source>): ((question: string) => ReadonlyArray<Evidence>) => {
  const ask = memoryLibrary(sources)
  const texts = new Map(sources.map(({ id, text }) => [id, text]))
  return (question) =>
    ask(question, budget).chosen.flatMap(({ chunks, score, sourceId }) => {
      const [first, last] = [chunks[0], chunks.at(-1)]
      if (first === undefined || last === undefined) return []
      const text = (texts.get(sourceId) ?? "").slice(first.start, last.end)
      return [{ text, language: first.language, score }]
    })
}
