import type { NearPassage } from "#contract/intelligence/Answer.ts"
import type { Evidence } from "#platform/answers/Evidence.ts"
import { type Language, languageOf } from "#platform/extractive/Language.ts"
import { readable } from "#platform/extractive/Sentences.ts"
import type { Passage } from "../retrieval/Passage.ts"
import { harmless } from "./Harmless.ts"

/** Characters of a passage that are shown where the library does not know. */
const longestShown = 500

/** Passages as they are read to answer from. */
export const evidenceOf = (passages: ReadonlyArray<Passage>, asked: Language): ReadonlyArray<Evidence> =>
  passages.map(({ author, headings, language, score, text, title }) => ({
    text,
    about: [title, author ?? "", ...headings].join("; "),
    score,
    language: language === null ? asked : languageOf(language)
  }))

/** Words of a source as they may be shown: one line, with nothing in it that links, loads or commands. */
export const shown = (words: string): string => harmless(readable(words))

/** Where in its source a stretch of a passage stands. */
export const placeOf = (
  { author, kind, sourceId, start: from, title }: Passage,
  { end, start }: { readonly start: number; readonly end: number }
) => ({ sourceId, kind, title, author, start: from + start, end: from + end })

/** What came nearest, as it is shown. */
export const nearPassage = (passage: Passage): NearPassage => {
  const text = passage.text.slice(0, longestShown).toWellFormed()
  return {
    ...placeOf(passage, { start: 0, end: text.length }),
    ...(passage.firstPage === null ? {} : { page: passage.firstPage }),
    text: shown(text),
    score: passage.score
  }
}

/** What prints nothing: it hides words from readers, not from models. */
const unseen = /[[\p{Cf}\p{Cc}]--[\n\t]]/gv

/** Passages with their numbers, and before them what was asked earlier, as a model reads them. */
export const documentOf = (passages: ReadonlyArray<Passage>, earlier: string): string =>
  [
    ...(earlier === "" ? [] : [`Earlier in this conversation:\n${earlier}`]),
    ...passages.map(({ headings, text, title }, at) => {
      const from = [title, ...headings].join(" > ").replace(/\s+/gu, " ")
      return `[${at + 1}] From "${from}":\n${text.trim()}`
    })
  ]
    .join("\n\n")
    .replace(unseen, "")
