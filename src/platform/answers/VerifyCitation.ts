import { detectLanguage } from "../extractive/Language.ts"
import type { Language } from "../extractive/Language.ts"
import { sentencesOf } from "../extractive/Sentences.ts"
import { contradicts } from "./Contradiction.ts"
import type { Fact } from "./facts/Fact.ts"
import { factsOf } from "./facts/Facts.ts"
import { namesOf, nameWords } from "./facts/Names.ts"
import { findQuote } from "./FindQuote.ts"
import type { Place } from "./FindQuote.ts"
import { regular } from "./Inflections.ts"
import { supportIn } from "./Support.ts"
import { tokensOf } from "./Wording.ts"

/** Whether a sentence may lean on a quote. */
export interface Verification {
  /** The quote stands in the chunk, and the sentence says nothing else than is said there. */
  readonly verified: boolean
  /** Where in the chunk the quote stands; null when it does not. */
  readonly quoteFound: Place | null
  /** Numbers and dates of the sentence, as written, that the chunk does not have. */
  readonly unknownNumbers: ReadonlyArray<string>
  /** Names of the sentence that the chunk does not have. */
  readonly unknownNames: ReadonlyArray<string>
  /** Share of the sentence's content terms that occur in the chunk, 0..1. */
  readonly support: number
}

/** A sentence with less in common with the words that it rests on says something of its own. */
const leastSupport = 0.5

/** The whole sentences that a quote is part of. */
const groundsOf = (chunk: string, place: Place, language: Language): string => {
  const touched = sentencesOf(chunk, language).filter(({ end, start }) => start < place.end && end > place.start)
  const start = Math.min(place.start, ...touched.map((sentence) => sentence.start))
  const end = Math.max(place.end, ...touched.map((sentence) => sentence.end))
  return chunk.slice(start, end)
}

/** The facts of a sentence, read as its own language writes them or as the chunk's does. */
const factsOfSentence = (sentence: string, language: Language): ReadonlyArray<Fact> => {
  const facts = factsOf(sentence, language)
  const own = detectLanguage(sentence)
  if (own === "und" || own === language) return facts
  const others = factsOf(sentence, own)
  return facts.map((fact) => {
    const other = others.find(({ end, start }) => start < fact.end && end > fact.start)
    return other === undefined ? fact : { ...fact, readings: [...fact.readings, ...other.readings] }
  })
}

const unknownFacts = (facts: ReadonlyArray<Fact>, chunk: string, language: Language): ReadonlyArray<string> => {
  const known = new Map<string, Array<string | undefined>>()
  for (const { implied, readings, unit } of factsOf(chunk, language)) {
    for (const reading of readings) known.set(reading, [...(known.get(reading) ?? []), unit])
    for (const reading of implied) known.set(reading, [...(known.get(reading) ?? []), undefined])
  }
  const states = ({ readings, unit }: Fact) => {
    const units = readings.flatMap((reading) => known.get(reading) ?? [])
    return units.length > 0 && (unit === undefined || units.some((other) => other === undefined || other === unit))
  }
  return facts.filter((fact) => !fact.weak && !states(fact)).map(({ text }) => text)
}

/** Singular and plural, a country and its people are the same here. */
const plainName = (word: string): string => regular(word, "en").replace(/s$/u, "")

const unknownNamesIn = (sentence: string, chunk: string, language: Language): ReadonlyArray<string> => {
  const known = new Set(nameWords(chunk).flatMap((word) => [word, plainName(word)]))
  return namesOf(sentence, language)
    .filter(({ sure, words }) => sure && !words.every((word) => known.has(word) || known.has(plainName(word))))
    .map(({ text }) => text)
}

/**
 * Does the quote stand in the chunk, and does the sentence say no more, and nothing else, than is said there? Its numbers,
 * dates and names have to be in the chunk, with the same units; beside the quote it may not change or deny anything. Of a
 * sentence in another language than the chunk's only numbers, dates and names are judged.
 */
export const verifyCitation = (sentence: string, quote: string, chunk: string, language: Language): Verification => {
  const quoteFound = findQuote(quote, chunk)
  const unknownNumbers = unknownFacts(factsOfSentence(sentence, language), chunk, language)
  const unknownNames = unknownNamesIn(sentence, chunk, language)
  const support = supportIn(sentence, chunk, language)
  const judged = { quoteFound, unknownNumbers, unknownNames, support }
  if (quoteFound === null || unknownNumbers.length > 0 || unknownNames.length > 0) return { verified: false, ...judged }
  const grounds = groundsOf(chunk, quoteFound, language)
  const verified =
    supportIn(sentence, grounds, language) >= leastSupport &&
    !contradicts(tokensOf(sentence, language), tokensOf(grounds, language), language)
  return { verified, ...judged }
}
