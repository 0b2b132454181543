import { countTokens } from "#platform/llm/TokenEstimate.ts"
import type { Passage } from "./Passage.ts"
import type { StoredChunk } from "./PassageRepo.ts"

/** One text out of chunks that follow one another: what two of them share is there once. */
const joined = (chunks: ReadonlyArray<StoredChunk>): string => {
  const start = chunks[0]?.start ?? 0
  let text = ""
  for (const chunk of chunks) text += chunk.body.slice(Math.max(0, start + text.length - chunk.start))
  return text.slice(0, Math.max(0, ...chunks.map(({ end }) => end - start)))
}

/** A passage out of chunks of one source that follow one another. */
export const passageOf = (chunks: ReadonlyArray<StoredChunk>, score: number): ReadonlyArray<Passage> => {
  const first = chunks[0]
  const last = chunks.at(-1)
  if (first === undefined || last === undefined) return []
  const { author, firstPage, headings, kind, language, sourceId, start, title } = first
  const text = joined(chunks)
  return [
    {
      sourceId,
      kind,
      title,
      author,
      headings,
      start,
      end: start + text.length,
      firstPage,
      lastPage: last.lastPage,
      text,
      language,
      tokens: countTokens(text),
      score
    }
  ]
}
