import type { Language } from "../../extractive/Language.ts"
import { datesOf } from "./Dates.ts"
import type { Fact } from "./Fact.ts"
import { magnitude } from "./NumberWords.ts"
import { fraction, numeral, readingsOf, spacedNumeral } from "./Numerals.ts"
import { spelledNumbers } from "./SpelledNumbers.ts"
import { unitOf } from "./Units.ts"

const literal = (digits: string) =>
  new RegExp(
    `(?<![\\p{N}])(?<currency>[$€£¥]\\s?)?(?<sign>(?<![\\p{L}\\p{N}%)]\\s?)[-−](?=\\d))?` +
      `(?<hour>\\d{1,2}):(?<minute>[0-5]\\d)(?::\\d\\d)?(?!\\d)(?:\\s?(?<half>[ap])\\.?m\\b\\.?)?|` +
      `(?<![\\p{N}])(?<money>[$€£¥]\\s?)?(?<minus>(?<![\\p{L}\\p{N}%)]\\s?)[-−](?=\\d))?` +
      `(?:(?<digits>${digits})(?<part>${fraction})?|(?<only>${fraction}))(?<suffix>\\p{L}+|['’]s)?`,
    "gu"
  )
const plain = literal(numeral)
const spaced = literal(spacedNumeral)
/** Names of things with digits in them: "MPEG-4", "H2O", "A380". */
const code = /(?<![\p{L}\p{N}])(?:\p{Lu}[\p{L}]*|\p{L})[-‑–]?\p{N}[\p{L}\p{N}]*(?:[-‑][\p{L}\p{N}]+)*/gu
const following = /^[\s-]{0,2}(?:(?:sq|square|cubic)\.?\s)?(%|°[CF]|[$€£¥]|\p{L}+)/u
const shortScale: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, bn: 1e9, b: 1e9 }

const codesOf = (text: string): ReadonlyArray<Fact> =>
  Array.from(text.matchAll(code), ({ 0: match, index }) => ({
    text: match,
    start: index,
    end: index + match.length,
    kind: "code" as const,
    readings: [match.toLowerCase().replace(/[-‑–]/gu, "")],
    implied: [],
    unit: undefined,
    weak: false
  }))

const timeOf = (hour: string, minute: string, half: string | undefined) => {
  const clock = Number(hour)
  const plain = `${clock}:${minute}`
  if (half === undefined) return { readings: [plain], implied: [] }
  return { readings: [`${(clock % 12) + (half === "p" ? 12 : 0)}:${minute}`], implied: [plain] }
}

/** What stands after a number: a factor, then a unit. `length`: of the factor and what is before it. */
const afterNumber = (rest: string, language: Language) => {
  const word = following.exec(rest)
  const factor = word === null ? undefined : magnitude((word[1] ?? "").toLowerCase(), language)
  const length = factor === undefined ? 0 : (word?.[0].length ?? 0)
  const next = length === 0 ? word : following.exec(rest.slice(length))
  return { factor: factor ?? 1, length, unit: unitOf(next?.[1] ?? "") }
}

/** A numeral with what is written together with it: "1970s", "3rd", "10km", "$5bn", "3D". */
const literalFact = (text: string, match: RegExpExecArray, language: Language): Fact => {
  const { digits = "", half, hour, minute, minus, money, only, part, suffix = "" } = match.groups ?? {}
  const place = { text: match[0], start: match.index, end: match.index + match[0].length }
  const base = { ...place, implied: [], unit: undefined, weak: false }
  if (hour !== undefined && minute !== undefined) return { ...base, kind: "time", ...timeOf(hour, minute, half) }
  const glued = suffix.toLowerCase()
  if (/^['’]s$/u.test(glued) && !/^\d*0$/u.test(digits)) {
    // A possessive: "2008's storm".
    return { ...base, end: place.end - 2, text: digits, kind: "number", readings: readingsOf(digits, language) }
  }
  if (/^['’]?s$/u.test(glued) && /^\d*0$/u.test(digits)) {
    return {
      ...base,
      kind: "date",
      readings: [`${digits}s`],
      implied: digits.length === 4 ? [`${digits.slice(2)}s`] : []
    }
  }
  if (/^(?:st|nd|rd|th|er|re|e|è?me|ème|de|ste)$/u.test(glued)) {
    return { ...base, kind: "ordinal", readings: [`${digits}th`] }
  }
  const scale = money === undefined ? undefined : shortScale[glued]
  const gluedUnit = unitOf(glued)
  if (glued !== "" && scale === undefined && gluedUnit === undefined && magnitude(glued, language) === undefined) {
    return { ...base, kind: "code", readings: [match[0].toLowerCase()] }
  }
  const after = afterNumber(text.slice(place.end - (scale === undefined ? suffix.length : 0)), language)
  const fractionSign = only ?? part
  const sign = minus === undefined ? 1 : -1
  const end = glued === "" ? place.end + after.length : place.end
  return {
    ...base,
    end,
    text: text.slice(place.start, end),
    kind: "number",
    readings: readingsOf(digits, language, (scale ?? after.factor) * sign, fractionSign),
    unit: unitOf((money ?? "").trim()) ?? after.unit
  }
}

/** "1914–18" ends in 1918. */
const withEndOfRange = (text: string, facts: ReadonlyArray<Fact>): ReadonlyArray<Fact> =>
  facts.map((fact, at) => {
    const last = facts[at - 1]
    if (last === undefined || !/^\d{2}$/u.test(fact.text) || !/^\d{4}$/u.test(last.text)) return fact
    if (!/^[-–/]$/u.test(text.slice(last.end, fact.start))) return fact
    return { ...fact, implied: [...fact.implied, `#${last.text.slice(0, 2)}${fact.text}`] }
  })

/** Every number, rank, date and time of a text in order, in digits or in words, each counted once. */
export const factsOf = (text: string, language: Language): ReadonlyArray<Fact> => {
  const found: Array<Fact> = [...datesOf(text)]
  const add = (fact: Fact) => {
    if (!found.some(({ end, start }) => fact.start < end && fact.end > start)) found.push(fact)
  }
  if (/\p{N}/u.test(text)) {
    for (const fact of codesOf(text)) add(fact)
    for (const match of text.matchAll(language === "fr" ? spaced : plain)) add(literalFact(text, match, language))
  }
  for (const fact of spelledNumbers(text, language)) add(fact)
  return withEndOfRange(
    text,
    found.toSorted((a, b) => a.start - b.start)
  )
}
