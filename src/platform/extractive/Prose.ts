import type { Language } from "./Language.ts"
import { stopwords } from "./Stopwords.ts"
import { countWords, wordsOf } from "./Terms.ts"

/** Begins like a footnote, a caption or an imprint. */
const furniture = new RegExp(
  "^(?:\\[\\d+\\]|copyright|©|isbn|doi:|https?:|all rights reserved|alle rechte|acknowledge?ments?(?!\\p{L})|" +
    "(?:figure|fig\\.|table|tab\\.|abbildung|abb\\.|tabelle|tableau|tabla|figura|tabella|tabela|figuur|tabel)\\s*\\d)",
  "iu"
)
/** Reads like an entry of a bibliography. */
const reference = new RegExp(
  "\\b(?:in proceedings|proceedings of|pp?\\.\\s*\\d+\\s*[-–]|vol\\.\\s*\\d|isbn|issn|doi\\.org|arxiv|" +
    "university press|verlag,|et al\\.,? (?:19|20)\\d\\d[a-z]?\\.)",
  "iu"
)
const sign = /[=<>∑∏√±×÷≤≥∈∀∃λθαβσµ|{}^\\_~]/gu

/**
 * Can the sentence stand in a summary: a whole sentence of running text? Tables, formulas, references, captions,
 * fragments and shouting cannot. `caseless`: the text has no capitals to begin with.
 */
export const isProse = (sentence: string, language: Language, caseless: boolean = false): boolean => {
  const words = countWords(sentence)
  if (words < 6 || words > 90 || furniture.test(sentence) || reference.test(sentence)) return false
  if (!caseless && !/^["'“‘«„¿¡([*_]*(?:[\p{Lu}\p{Lo}]|\p{N}{1,4}\s+\p{L})/u.test(sentence)) return false
  if (!/[.!?…。！？]["'”’»」』)\]*_]*$/u.test(sentence)) return false
  const letters = sentence.match(/\p{L}/gu)?.length ?? 0
  const solid = sentence.replace(/\s/gu, "").length
  if (letters < solid * 0.75 || (sentence.match(sign)?.length ?? 0) > Math.max(1, words / 12)) return false
  if ((sentence.match(/\p{Lu}/gu)?.length ?? 0) > letters * 0.4) return false
  if (language === "und") return true
  const noise = stopwords[language]
  return wordsOf(sentence).filter((word) => noise.has(word)).length >= words * 0.15
}
