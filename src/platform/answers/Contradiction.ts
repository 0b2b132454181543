import type { Language } from "../extractive/Language.ts"
import { align } from "./Alignment.ts"
import type { Gap } from "./Alignment.ts"
import { opposed, qualifies } from "./facts/Negation.ts"
import { unitOf } from "./facts/Units.ts"
import type { Token } from "./Wording.ts"

/** From this share of words in common on, a sentence is read as its source with some words changed. */
const nearCopy = 0.6
/** A stretch of the source that is much longer than what stands in its place was left out, not changed. */
const replaced = ({ ours, theirs }: Gap): boolean => theirs.length <= 2 * ours.length + 3
const shortGap = 3

const shareReading = (a: Token, b: Token): boolean =>
  [...(b.fact?.readings ?? []), ...(b.fact?.implied ?? [])].some((reading) => a.fact?.readings.includes(reading))

/** Another number, date or rank in the place of one. */
const changesFact = ({ ours, theirs }: Gap): boolean => {
  const facts = theirs.filter(({ fact }) => fact !== undefined)
  return ours.some((a) => a.fact !== undefined && facts.length > 0 && !facts.some((b) => shareReading(a, b)))
}

const isName = ({ capital, isName }: Token): boolean => capital || isName

/** Another name, or a name and a date, in the place of one. */
const changesName = ({ ours, theirs }: Gap): boolean => {
  const lacking = (tokens: ReadonlyArray<Token>, others: ReadonlyArray<Token>) =>
    tokens.some((token) => isName(token) && !others.some(({ form }) => form === token.form))
  return lacking(ours, theirs) && lacking(theirs, ours)
}

/** Another unit, or another thing counted by the same number. */
const changesUnit = ({ before, ours, theirs }: Gap): boolean => {
  const [a, b] = [ours[0], theirs[0]]
  if (a === undefined || b === undefined) return false
  const [ourUnit, theirUnit] = [ours, theirs].map((tokens) => tokens.flatMap(({ form }) => unitOf(form) ?? [])[0])
  if (ourUnit !== undefined && theirUnit !== undefined && ourUnit !== theirUnit) return true
  return before?.fact !== undefined && ours.length === 1 && theirs.length === 1 && a.stem !== "" && b.stem !== ""
}

const turnsRound = ({ ours, theirs }: Gap): boolean => ours.some((a) => theirs.some((b) => opposed(a.form, b.form)))

const negations = (tokens: ReadonlyArray<Token>): number =>
  tokens.filter((token, at) => token.negates && tokens[at + 1]?.form !== "only").length

/** Does what the source denies in this stretch reach the words after it, which the sentence has? */
const reachesOn = ({ after, theirs }: Gap): boolean => {
  if (after === undefined || after.opensClause) return false
  const last = theirs.findLastIndex((token) => token.negates)
  return theirs.slice(last + 1).every(({ opensClause }) => !opensClause)
}

/** Was a single word left out? */
const isOneWord = ({ ours, theirs }: Gap): boolean => ours.length === 0 && theirs.length === 1

const changesNegation = (gap: Gap): boolean => {
  const [ours, theirs] = [negations(gap.ours), negations(gap.theirs)]
  if (ours > 0) return theirs === 0
  return theirs > 0 && (isOneWord(gap) || reachesOn(gap) || (gap.ours.length > 0 && gap.theirs.length <= shortGap))
}

/** A word left out or put in that makes the statement another: "almost", "former", "more than". */
const changesScope = (gap: Gap, language: Language): boolean => {
  const { ours, theirs } = gap
  const count = (tokens: ReadonlyArray<Token>) => tokens.filter(({ form }) => qualifies(form, language)).length
  if (ours.length > 0 && theirs.length > 0) return false
  if (ours.length > 0) return ours.length <= shortGap && count(ours) > 0
  return theirs.length <= shortGap && count(theirs) > 0 && (isOneWord(gap) || gap.after?.opensClause === false)
}

/** The same words in another order: who did it to whom is exchanged. */
const reordered = (ours: ReadonlyArray<Token>, theirs: ReadonlyArray<Token>): boolean => {
  const sorted = (tokens: ReadonlyArray<Token>) =>
    tokens
      .map(({ form }) => form)
      .toSorted()
      .join(" ")
  return ours.length === theirs.length && sorted(ours) === sorted(theirs)
}

/** The first word with a meaning after each negation. */
const denied = (tokens: ReadonlyArray<Token>): ReadonlySet<string> =>
  new Set(
    tokens.flatMap((token, at) =>
      token.negates ? [tokens.slice(at + 1, at + 5).find(({ stem }) => stem !== "")?.stem ?? ""] : []
    )
  )

/** Is a word denied on one side and said plainly on the other? */
const deniesOtherwise = (ours: ReadonlyArray<Token>, theirs: ReadonlyArray<Token>): boolean => {
  const [here, there] = [denied(ours), denied(theirs)]
  const says = (tokens: ReadonlyArray<Token>, stem: string) => tokens.some((token) => token.stem === stem)
  return (
    [...here].some((stem) => stem !== "" && !there.has(stem) && says(theirs, stem)) ||
    (here.size === 0 && [...there].some((stem) => stem !== "" && says(ours, stem)))
  )
}

/**
 * Does a sentence say something else than the words it rests on: another number, date, unit or name in their place, a
 * negation more or less, the opposite word, a narrowing word lost? Tells it where both are worded alike; of free wording
 * it knows negation only.
 */
export const contradicts = (ours: ReadonlyArray<Token>, theirs: ReadonlyArray<Token>, language: Language): boolean => {
  const { gaps, kept } = align(ours, theirs)
  if (kept === 1 && gaps.length === 0) return false
  if (reordered(ours, theirs)) return true
  if (kept < nearCopy) return deniesOtherwise(ours, theirs)
  return gaps.some(
    (gap) =>
      changesNegation(gap) ||
      changesScope(gap, language) ||
      (replaced(gap) && (changesFact(gap) || changesName(gap) || changesUnit(gap) || turnsRound(gap)))
  )
}
