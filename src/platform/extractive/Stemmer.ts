import { stemmer as dutch } from "@orama/stemmers/dutch"
import { stemmer as english } from "@orama/stemmers/english"
import { stemmer as french } from "@orama/stemmers/french"
import { stemmer as german } from "@orama/stemmers/german"
import { stemmer as italian } from "@orama/stemmers/italian"
import { stemmer as portuguese } from "@orama/stemmers/portuguese"
import { stemmer as spanish } from "@orama/stemmers/spanish"
import type { KnownLanguage, Language } from "./Language.ts"

const stemmers: Readonly<Record<KnownLanguage, (word: string) => string>> = {
  en: english,
  de: german,
  fr: french,
  es: spanish,
  it: italian,
  nl: dutch,
  pt: portuguese
}

/**
 * The stem of a lower-case word, or the word itself where we know no rules.
 *
 * Source: Porter 1980 and the Snowball stemmers.
 */
export const stem = (word: string, language: Language): string => (language === "und" ? word : stemmers[language](word))
