import type { Language } from "../../extractive/Language.ts"
import { stopwords } from "../../extractive/Stopwords.ts"
import { monthOf } from "./Months.ts"

/** Words with capitals in a row: a person, a place, a thing by its name. */
export interface Name {
  /** As written, without possessive. */
  readonly text: string
  /** Offsets in UTF-16 units, `end` exclusive. */
  readonly start: number
  readonly end: number
  /** Its words, lower case, without what joins them ("of", "von") and without possessive. */
  readonly words: ReadonlyArray<string>
  /** Is it surely one? A single word that opens a sentence has its capital anyway. */
  readonly sure: boolean
}

const title = "(?:\\p{Lu}|Mr|Mrs|Ms|Dr|St|Prof|Gen|Col|Lt|Rev|Hr|Fr|Mme)"
const part =
  "\\p{Lu}[\\p{L}\\p{M}\\p{N}]*(?:[-‑’'.&](?!s(?!\\p{L}))[\\p{L}\\p{N}]+)*" +
  `(?:(?<=(?<!\\p{L})${title})\\.|(?<=\\.\\p{Lu})\\.)?(?!\\p{L})`
const joint =
  "(?:of(?: the)?|the|de(?: la| los)?|del|della|der|den|von(?: der)?|van(?: der| den)?|di|da|dos|du|des|la|le|al|bin|ibn|y|e)"
const sequence = new RegExp(`(?<![\\p{L}\\p{N}])${part}(?:[ \\u00a0](?:${joint}[ \\u00a0])?${part})*`, "gu")
const opensSentence = /(?:^|[.!?…:;•*#|]["'”’»)\]]*\s+|[\r\n\f]\s*)["'“‘«„([*_-]*$/u
const abbreviated = new RegExp(`(?:^|\\s)${title}\\.\\s+$`, "u")
const joining = new RegExp(`^(?:${joint}|s)$`, "u")
const english = stopwords.en

const isWord = (word: string, language: Language): boolean =>
  english.has(word) || (language !== "und" && stopwords[language].has(word))

/** The words of a text as names are compared: lower case, without accents, full stops and what joins names. */
export const nameWords = (text: string): ReadonlyArray<string> =>
  Array.from(text.matchAll(/[\p{L}\p{N}][\p{L}\p{M}\p{N}.&]*/gu), ([word]) =>
    word
      .normalize("NFKD")
      .replace(/[\p{M}.]/gu, "")
      .toLowerCase()
  ).filter((word) => word !== "" && !joining.test(word))

/** Leaves function words out at the beginning: "The Panthers", "In Paris". */
const withoutOpening = (text: string, language: Language): number => {
  let at = 0
  for (;;) {
    const first = /^\p{L}+(?:['’]\p{L}+)?\.?[ \u00a0]+/u.exec(text.slice(at))?.[0]
    if (first === undefined || !isWord(first.trim().replace(/\.$/u, "").toLowerCase(), language)) return at
    at += first.length
  }
}

/**
 * The names in a text, in order. German writes every noun with a capital: there a name is a row of two or more, or what
 * follows "in", "von" and their like without an article.
 */
export const namesOf = (text: string, language: Language): ReadonlyArray<Name> =>
  Array.from(text.matchAll(sequence)).flatMap((match) => {
    const before = text.slice(Math.max(0, match.index - 40), match.index)
    const opening = (match.index === 0 || opensSentence.test(before)) && !abbreviated.test(before)
    const skipped = withoutOpening(match[0], language)
    const raw = match[0].slice(skipped).replace(/(?<=\p{Ll}{3})\.$/u, "")
    const start = match.index + skipped
    const words = nameWords(raw)
    const alone = raw.trim().toLowerCase()
    if (
      words.length === 0 ||
      isWord(alone.replace(/\.$/u, ""), language) ||
      (words.length === 1 && monthOf(alone) !== undefined)
    )
      return []
    const inGerman =
      language === "de" && words.length === 1 && !germanPlace.test(text.slice(Math.max(0, start - 12), start))
    const sure = !inGerman && (words.length > 1 || !opening || skipped > 0 || /\p{Lu}{2}/u.test(raw))
    return [{ text: raw, start, end: start + raw.length, words, sure }]
  })

const germanPlace = /(?:^|\s)(?:in|aus|nach|von|bei|durch|für|gegen|über)\s$/iu
