import type { CountTokens } from "./Chunking.ts"

const separator = "\n\n"

/** What a model answers to a part that holds nothing of the book itself. */
const isNothing = (note: string) => /^\W*nothing\W*$/i.test(note)

/** The notes that say something; all of them where none does. */
export const telling = (notes: ReadonlyArray<string>): ReadonlyArray<string> => {
  const some = notes.filter((note) => !isNothing(note))
  return some.length > 0 ? some : notes
}

/** Notes of a book's parts as one text, in order. */
export const join = (notes: ReadonlyArray<string>): string =>
  notes.map((note, index) => `Part ${index + 1}:\n${note}`).join(separator)

/** Neighbouring notes in groups that are read together: as many in each as fit the budget, at least one. */
export const groups = (
  notes: ReadonlyArray<string>,
  budget: number,
  countTokens: CountTokens
): ReadonlyArray<ReadonlyArray<string>> => {
  const found: Array<ReadonlyArray<string>> = []
  for (const note of notes) {
    const longer = [...(found.at(-1) ?? []), note]
    if (found.length > 0 && countTokens(join(longer)) <= budget) found[found.length - 1] = longer
    else found.push([note])
  }
  return found
}
