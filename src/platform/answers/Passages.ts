import type { Language } from "../extractive/Language.ts"
import { sentencesOf } from "../extractive/Sentences.ts"
import { makeSearchTerms } from "../retrieval/SearchTerms.ts"
import type { Evidence } from "./Evidence.ts"
import { regular } from "./Inflections.ts"

/** A sentence, or a line that is none, of a passage. */
export interface Statement {
  readonly passage: number
  /** Which one of its passage, counted from 0. */
  readonly at: number
  /** Offsets into the text of the passage in UTF-16 units, `end` exclusive. */
  readonly start: number
  readonly end: number
  readonly text: string
  readonly language: Language
  /** Its search terms in order. */
  readonly terms: ReadonlyArray<string>
}

/** Lines in what the sentences leave over: tables, headings. */
const linesIn = (text: string, from: number, to: number) =>
  Array.from(text.slice(from, to).matchAll(/[^\r\n\f]+/gu)).flatMap(({ 0: line, index }) => {
    const start = from + index + line.length - line.trimStart().length
    const end = start + line.trim().length
    return /[\p{L}\p{N}]/u.test(line) ? [{ start, end, text: text.slice(start, end) }] : []
  })

/** Every sentence of a passage and every line between them, in order. */
const statementsIn = ({ language, text }: Evidence) => {
  const sentences = sentencesOf(text, language)
  let last = 0
  return [...sentences, undefined].flatMap((sentence) => {
    const between = linesIn(text, last, sentence?.start ?? text.length)
    last = sentence?.end ?? text.length
    return sentence === undefined ? between : [...between, sentence]
  })
}

/** Takes passages apart into what may be quoted of them, passage by passage. */
export const statementsOf = (passages: ReadonlyArray<Evidence>): ReadonlyArray<ReadonlyArray<Statement>> => {
  const analysers = new Map<Language, (text: string) => ReadonlyArray<string>>()
  const termsIn = (language: Language) => {
    const known = analysers.get(language) ?? makeSearchTerms(language)
    analysers.set(language, known)
    return known
  }
  return passages.map((evidence, passage) =>
    statementsIn(evidence).map(({ end, start, text }, at) => ({
      passage,
      at,
      start,
      end,
      text,
      language: evidence.language,
      terms: termsIn(evidence.language)(regular(text, evidence.language))
    }))
  )
}
