import type { KnownLanguage, Language } from "./Language.ts"
import { openingPattern } from "./PhrasePattern.ts"

const openings = (words: string, ...phrases: ReadonlyArray<string>): RegExp =>
  openingPattern(...words.split(" "), ...phrases)

/** Words that a sentence begins with when it leans on the one before it. */
const patterns: Readonly<Record<KnownLanguage, RegExp>> = {
  en: openings(
    "however but also then it they these those that such moreover furthermore thus therefore hence so and or finally " +
      "similarly first second third next here there he she his her for",
    "this(?! (?:paper|article|work|study|book|report|chapter|essay))",
    "in addition"
  ),
  de: openings(
    "aber doch jedoch auch dann er sie es dies das dieser solche außerdem ferner daher deshalb also so und oder " +
      "schließlich ebenso hier dort dazu damit denn sondern",
    "diese(?! (?:arbeit|studie|untersuchung))"
  ),
  fr: openings(
    "mais cependant aussi puis il elle ils elles cela ceux ces celui donc ainsi et ou enfin ici là or car alors",
    "ce(?! (?:livre|chapitre|rapport))",
    "de plus",
    "en outre",
    "de même"
  ),
  es: openings(
    "pero también luego él ella ellos ellas esto eso estos esos además así y o finalmente aquí allí entonces pues",
    "sin embargo",
    "por (?:tanto|eso)"
  ),
  it: openings(
    "ma tuttavia anche poi egli lui lei essi loro ciò quello quelli questi inoltre quindi dunque perciò così e o " +
      "infine qui là allora però"
  ),
  nl: openings(
    "maar echter ook dan hij zij ze het dat die zulke bovendien daarom dus zo en of hier daar want toch",
    "dit(?! (?:boek|artikel|hoofdstuk|onderzoek))",
    "ten slotte"
  ),
  pt: openings(
    "mas porém também depois ele ela eles elas isto isso esses aqueles portanto assim e ou finalmente aqui ali " +
      "então pois",
    "além disso",
    "por isso"
  )
}

/** 1 when the sentence leans on the one before it ("However, they …") and so reads badly alone, else 0. */
export const dangles = (sentence: string, language: Language): number =>
  language !== "und" && patterns[language].test(sentence) ? 1 : 0
