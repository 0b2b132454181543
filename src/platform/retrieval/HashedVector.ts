import type { Language } from "../extractive/Language.ts"
import { questionTerms, searchTerms } from "./SearchTerms.ts"

/** Dimensions of a hashed vector. */
export const hashedDimensions = 1_024

/** What the trigrams of a word weigh together beside the word itself. */
const trigramShare = 0.8

/** FNV-1a with the final mix of MurmurHash3, so that low and high bits are both evenly spread. */
const hash = (feature: string): number => {
  let value = 0x811c9dc5
  for (let at = 0; at < feature.length; at++) value = Math.imul(value ^ feature.charCodeAt(at), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}

const add = (vector: Float32Array, feature: string, weight: number): void => {
  const value = hash(feature)
  const at = value % hashedDimensions
  vector[at] = (vector[at] ?? 0) + (value & 0x80000000 ? -weight : weight)
}

/** A term and the trigrams of its letters, told from others of their kind by the mark before them. */
const addTerm = (vector: Float32Array, term: string, weight: number): void => {
  add(vector, `w${term}`, weight)
  const padded = `^${term}$`
  const grams = padded.length - 2
  const each = (weight * trigramShare) / Math.sqrt(grams)
  for (let at = 0; at < grams; at++) add(vector, `t${padded.slice(at, at + 3)}`, each)
}

const toUnit = (vector: Float32Array): Float32Array => {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0))
  return length === 0 ? vector : vector.map((value) => value / length)
}

/**
 * A text as a vector of length 1 (0 for a text without terms): its terms and their trigrams hashed into 1,024
 * dimensions with the sign of the hash, each term by 1 + ln(count). The same text gives the same vector whatever else
 * is in the library.
 *
 * Source: Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", ICML 2009.
 */
export const hashedVector = (text: string, language: Language): Float32Array => {
  const vector = new Float32Array(hashedDimensions)
  for (const [term, count] of searchTerms(text, language)) addTerm(vector, term, 1 + Math.log(count))
  return toUnit(vector)
}

/** A question as a vector that `hashedVector`s are compared with: rare words weigh by their idf, and so do their trigrams. */
export const hashedQuestion = (
  question: string,
  languages: ReadonlyArray<Language>,
  idf: (term: string) => number
): Float32Array => {
  const vector = new Float32Array(hashedDimensions)
  for (const { variants, weight } of questionTerms(question, languages)) {
    for (const term of variants) addTerm(vector, term, (weight * idf(term)) / variants.length)
  }
  return toUnit(vector)
}
