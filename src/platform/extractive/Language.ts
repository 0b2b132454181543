import { stopwords } from "./Stopwords.ts"

/** Languages we have function words and a stemmer for, in the order ties are settled. */
export const knownLanguages = ["en", "de", "fr", "es", "it", "nl", "pt"] as const

/** ISO 639-1 code of a language we know well. */
export type KnownLanguage = (typeof knownLanguages)[number]

/** A known language, or `und` (ISO 639-2 "undetermined"): read without stop words and without stemming. */
export type Language = KnownLanguage | "und"

/** The language of a BCP 47 tag, whatever its region or script: "pt-BR" is `pt`. */
export const languageOf = (tag: string): Language =>
  knownLanguages.find((language) => language === tag.toLowerCase().split(/[-_]/u)[0]) ?? "und"

/** Words looked at; the answer is stable long before that. */
const sampleWords = 4_000
/** A text of a language has 35-55 % function words; a text of another shares a few by accident. */
const leastShare = 0.12

const word = /\p{L}+(?:['’]\p{L}+)*/gu

/** Words of the beginning and the middle: covers and colophons are often in another language than the book. */
const sample = (text: string): ReadonlyArray<string> => {
  const middle = Math.floor(text.length / 2)
  const excerpts = text.length < 60_000 ? [text] : [text.slice(0, 30_000), text.slice(middle, middle + 30_000)]
  return excerpts.flatMap((excerpt) => {
    const found: Array<string> = []
    for (const match of excerpt.matchAll(word)) {
      found.push(match[0].toLowerCase().replaceAll("’", "'"))
      if (found.length >= sampleWords) break
    }
    return found
  })
}

/**
 * The language of a text, told by the share of its words that are function words of each language. Words that several
 * languages have in common count for each of them in part. Texts without enough function words are `und`.
 */
export const detectLanguage = (text: string): Language => {
  const counts = new Map<KnownLanguage, number>(knownLanguages.map((language) => [language, 0]))
  const seen = sample(text)
  for (const each of seen) {
    const owners = knownLanguages.filter((language) => stopwords[language].has(each))
    for (const owner of owners) counts.set(owner, (counts.get(owner) ?? 0) + 1 / Math.sqrt(owners.length))
  }
  let best: Language = "und"
  let most = leastShare * seen.length
  for (const [language, count] of counts) {
    if (count > most) {
      best = language
      most = count
    }
  }
  return best
}
