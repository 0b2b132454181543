import { detectLanguage, languageOf } from "./Language.ts"
import type { Language } from "./Language.ts"
import { layout } from "./Layout.ts"
import type { Block } from "./Layout.ts"
import { isProse } from "./Prose.ts"
import { isCaseless, readable, sentencesOf } from "./Sentences.ts"
import { countWords, makeTerms } from "./Terms.ts"
import { termVectors } from "./TermVectors.ts"
import type { TermVector } from "./TermVectors.ts"

/** A sentence that may stand in a summary, with what is needed to judge it. */
export interface ReadSentence {
  /** On one line, as a reader sees it. */
  readonly text: string
  /** Offsets into the source in UTF-16 units, `end` exclusive. */
  readonly start: number
  readonly end: number
  /** Which block of the layout it is in, counted from 0. */
  readonly block: number
  readonly words: number
  readonly terms: ReadonlyArray<string>
  readonly vector: TermVector
}

/** A text taken apart. */
export interface ReadText {
  readonly language: Language
  readonly blocks: ReadonlyArray<Block>
  readonly sentences: ReadonlyArray<ReadSentence>
  /** The question in the terms of the text; absent when it has none. */
  readonly query: TermVector | undefined
}

const nothing: TermVector = { ids: new Int32Array(), weights: new Float64Array() }

/**
 * Takes a text apart into the sentences worth considering: whole prose if there is any, else whatever there is. Inverse
 * frequencies are those of the whole text.
 */
export const readText = (
  text: string,
  options: { readonly language?: string | undefined; readonly query?: string | undefined }
): ReadText => {
  const language = options.language === undefined ? detectLanguage(text) : languageOf(options.language)
  const blocks = layout(text)
  const termsOf = makeTerms(language)
  const sentences = worthReading(text, blocks, language)
    .map((sentence) => ({ ...sentence, words: countWords(sentence.text), terms: termsOf(sentence.text) }))
    .filter((sentence) => sentence.words > 0)
  const asked = termsOf(options.query ?? "")
  const vectors = termVectors([...sentences.map(({ terms }) => terms), asked])
  return {
    language,
    blocks,
    sentences: sentences.map((sentence, at) => ({ ...sentence, vector: vectors[at] ?? nothing })),
    query: asked.length === 0 ? undefined : vectors.at(-1)
  }
}

const worthReading = (text: string, blocks: ReadonlyArray<Block>, language: Language) => {
  const running = sentencesOf(text, language, blocks)
  const everything = () =>
    sentencesOf(
      text,
      language,
      blocks.map(({ end, start }) => ({ kind: "paragraph", start, end }))
    )
  const plain = (running.length > 0 ? running : everything()).map((sentence) => ({
    ...sentence,
    text: readable(sentence.text)
  }))
  const caseless = isCaseless(text)
  const prose = plain.filter((sentence) => isProse(sentence.text, language, caseless))
  return prose.length > 0 ? prose : plain
}
