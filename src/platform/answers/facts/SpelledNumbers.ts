import type { Language } from "../../extractive/Language.ts"
import type { Fact } from "./Fact.ts"
import { magnitude, ordinal, smallNumber } from "./NumberWords.ts"
import { reading } from "./Numerals.ts"
import { unitOf } from "./Units.ts"

interface Word {
  readonly text: string
  readonly start: number
  readonly end: number
  /** Does only a blank or a hyphen separate it from the word before? */
  readonly joined: boolean
}

/** A number that goes on from word to word. */
interface Run {
  readonly value: number
  readonly words: number
}

const parts: Readonly<Record<string, number>> = {
  half: 2,
  third: 3,
  quarter: 4,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10
}
const word = /\p{L}+/gu

const wordsIn = (text: string, language: Language): ReadonlyArray<Word> => {
  let last = 0
  const hyphenated = language === "fr" ? /\p{L}+(?:-\p{L}+)*/gu : word
  return Array.from(text.matchAll(hyphenated), ({ 0: match, index }) => {
    const joined = /^[\s-]{1,2}$/u.test(text.slice(last, index))
    last = index + match.length
    return { text: match.toLowerCase(), start: index, end: last, joined }
  })
}

/** Words below a hundred: "twelve", "twenty one". */
const below100 = (words: ReadonlyArray<Word>, at: number, language: Language): Run | undefined => {
  const first = smallNumber(words[at]?.text ?? "", language)
  if (first === undefined) return undefined
  const next = words[at + 1]
  const second = next?.joined === true ? smallNumber(next.text, language) : undefined
  const adds = first >= 20 && first % 10 === 0 && second !== undefined && second > 0 && second < 10
  return adds ? { value: first + second, words: 2 } : { value: first, words: 1 }
}

/** "one hundred and five thousand": groups below a hundred, each with its magnitudes, from the greatest down. */
const runAt = (words: ReadonlyArray<Word>, from: number, language: Language): Run | undefined => {
  let total = 0
  let at = from
  let least = Infinity
  for (;;) {
    if (at > from && words[at]?.joined !== true) break
    const skipsAnd = at > from && words[at]?.text === "and" && words[at + 1]?.joined === true ? 1 : 0
    const group = below100(words, at + skipsAnd, language)
    let value = group?.value ?? (at === from ? 1 : 0)
    let next = at + skipsAnd + (group?.words ?? 0)
    let factor = 1
    for (;;) {
      const times =
        words[next]?.joined === true || next === from ? magnitude(words[next]?.text ?? "", language) : undefined
      if (times === undefined) break
      factor *= times
      next++
    }
    value *= factor
    const goesOn = next > at + skipsAnd && factor < least && (at === from || (least > 1 && value < least))
    if (!goesOn || (skipsAnd === 1 && factor > 1)) break
    total += value
    least = factor
    at = next
    if (factor === 1) break
  }
  return at === from ? undefined : { value: total, words: at - from }
}

/** How many equal parts: "third" in "two thirds". */
const partAt = (words: ReadonlyArray<Word>, at: number): number | undefined => {
  const next = words[at]
  return next?.joined === true ? parts[next.text === "halves" ? "half" : next.text.replace(/s$/u, "")] : undefined
}

/** Numbers and ranks that a text writes in words, in order. */
export const spelledNumbers = (text: string, language: Language): ReadonlyArray<Fact> => {
  if (language === "und") return []
  const words = wordsIn(text, language)
  const found: Array<Fact> = []
  const add = (at: number, count: number, fact: Pick<Fact, "kind" | "readings" | "weak">) => {
    const start = words[at]?.start ?? 0
    const end = words[at + count - 1]?.end ?? start
    const next = words[at + count]
    const unit = next?.joined === true ? unitOf(next.text) : undefined
    found.push({ text: text.slice(start, end), start, end, implied: [], unit, ...fact })
  }
  for (let at = 0; at < words.length;) {
    const run = runAt(words, at, language)
    const rank = run === undefined ? ordinal(words[at]?.text ?? "", language) : undefined
    if (run !== undefined) {
      const part = language === "en" ? partAt(words, at + run.words) : undefined
      const weak = part === undefined && words[at]?.text === "one" && run.words === 1
      add(at, run.words + (part === undefined ? 0 : 1), {
        kind: "number",
        readings: [reading(run.value / (part ?? 1))],
        weak
      })
      at += run.words + (part === undefined ? 0 : 1)
    } else {
      // "17-second" counts seconds.
      const counted =
        /\d[\s-]$/u.test(text.slice(0, words[at]?.start ?? 0)) && unitOf(words[at]?.text ?? "") !== undefined
      if (rank !== undefined && !counted) add(at, 1, { kind: "ordinal", readings: [`${rank}th`], weak: rank === 1 })
      at++
    }
  }
  return found
}
