/** `[1]`, `[1, 2]`, `[1-3]`, `[^1]`, `[Passage 2]`, `【3†source】`. */
const mark =
  /\s*[[【]\s*(?:\^|passages?\s*|sources?\s*|p\.\s*)?(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*)\s*(?:†[^\]】]{0,40})?[\]】]/giu

/** Where a text begins with marks: what belongs to the sentence before. */
export const leadingMarks = new RegExp(`^(?:${mark.source})+[.!?…]?`, "iu")

/** A range of more passages than this is none. */
const longestRange = 9

const numbersIn = (list: string): ReadonlyArray<number> =>
  list.split(/[,;]/u).flatMap((part) => {
    const [first = 0, last = first] = part.split(/[–-]/u).map((number) => Number(number.trim()))
    return last < first || last - first > longestRange
      ? [first]
      : Array.from({ length: last - first + 1 }, (_, at) => first + at)
  })

/** A sentence without the marks of its citations. */
export interface Unmarked {
  readonly text: string
  /** What they name, in their order, each once; only numbers from 1 to `passages`. */
  readonly cited: ReadonlyArray<number>
}

/** Takes the marks of citations out of a sentence. Numbers of passages that were never given name nothing. */
export const unmarked = (sentence: string, passages: number): Unmarked => {
  const named = [...sentence.matchAll(mark)].flatMap((match) => numbersIn(match[1] ?? ""))
  return {
    text: sentence
      .replace(mark, "")
      .replace(/\s+(?=[.!?…,;:])/gu, "")
      .trim(),
    cited: [...new Set(named)].filter((number) => number >= 1 && number <= passages)
  }
}
