import type { Language } from "#platform/extractive/Language.ts"
import { offer } from "#platform/threads/Tasks.ts"
import { analyse, type CutChunk, type CutOptions, cutText } from "./CutText.ts"

/** Remembers the one text that is being cut. */
const makeTasks = () => {
  let stretches: Array<string> = []
  let chunks: ReadonlyArray<CutChunk> = []
  return {
    /** Forgets the text before. */
    begin: () => {
      stretches = []
      chunks = []
    },
    /** The next stretch of the text. */
    append: (stretch: string) => {
      stretches.push(stretch)
    },
    /** Cuts what was appended; gives the number of chunks. */
    cut: (options: CutOptions) => {
      chunks = cutText(stretches.join(""), options)
      stretches = []
      return chunks.length
    },
    /** Some of the chunks. */
    slice: ({ from, to }: { readonly from: number; readonly to: number }) => chunks.slice(from, to),
    /** The words of texts, which have nothing to do with the one being cut. */
    analyse: ({ language, texts }: { readonly texts: ReadonlyArray<string>; readonly language: Language }) =>
      texts.map((text) => analyse(text, language))
  }
}

export type CutTasks = ReturnType<typeof makeTasks>

offer(makeTasks())
