import { Effect, Random } from "effect"

/** A sentence with its quote and the text that it is said to be from, and whether that is so. */
export interface Planted {
  readonly rule: string
  readonly sentence: string
  readonly quote: string
  readonly chunk: string
  readonly isTrue: boolean
}

/** A sentence of a text, on one line, and the text. */
export interface Source {
  readonly sentence: string
  readonly chunk: string
}

type Change = (source: Source, sources: ReadonlyArray<Source>) => Effect.Effect<string | undefined>

const pick = <A>(items: ReadonlyArray<A>) =>
  items.length === 0
    ? Effect.succeed(undefined)
    : Effect.map(Random.nextIntBetween(0, items.length - 1), (at) => items[at])

const replaceAt = (text: string, at: number, length: number, by: string) =>
  `${text.slice(0, at)}${by}${text.slice(at + length)}`

/** Replaces one of the places that match by what `by` makes of it; nothing where none does or nothing changes. */
const replaceOne = (
  pattern: RegExp,
  by: (found: string, source: Source) => Effect.Effect<string | undefined>
): Change =>
  Effect.fnUntraced(function* (source) {
    const match = yield* pick([...source.sentence.matchAll(pattern)])
    if (match === undefined) return undefined
    const other = yield* by(match[0], source)
    if (other === undefined || other === match[0]) return undefined
    return replaceAt(source.sentence, match.index, match[0].length, other)
  })

const lines: Change = ({ sentence }) =>
  Effect.map(Random.nextIntBetween(2, 6), (every) => {
    let at = 0
    return sentence.replace(/ /gu, (blank) => (++at % every === 0 ? "\n   " : blank))
  })

const typography: Change = ({ sentence }) =>
  Effect.succeed(
    sentence
      .replace(/"([^"]*)"/gu, "“$1”")
      .replaceAll("'", "’")
      .replaceAll("–", "-")
      .replace(/(?<=\p{Ll})fi/gu, "ﬁ")
      .replace(/(?<=\p{Ll}{3})(?=\p{Ll}{3})/u, "\u00ad")
  )

const letters: Change = ({ sentence }) =>
  Effect.map(Random.nextBoolean, (upper) => (upper ? sentence.toUpperCase() : sentence.toLowerCase()))

const same: Change = ({ sentence }) => Effect.succeed(sentence)

const year = /(?<![\d.,])1[0-9]\d\d(?![\d.,]\d|\d)|(?<![\d.,])20[0-2]\d(?![\d.,]\d|\d)/gu
const digits = /(?<![\p{L}\d.,])\d{1,3}(?![\d\p{L}]|[.,]\d)/gu
const spelled = /(?<![\p{L}-])(?:two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty)(?![\p{L}-])/gu
const name = /(?<=[a-z,] )\p{Lu}\p{Ll}{2,}(?: \p{Lu}\p{Ll}{2,})*/gu
const auxiliary = /(?<= )(?:is|are|was|were|had been|has been|could|would|can|must)(?= (?!not\b|no\b|never\b))/gu
const narrowing =
  /(?<= )(?:not|never|no|only|almost|nearly|without|hardly|less than|more than|at least|before|after|if|unless|former|possibly|probably)(?= )/gu
const unit =
  /(?<=\d )(?:miles|km|kilometres|percent|million|billion|years|days|minutes|seconds|pounds|sq mi)(?!\p{L})/gu

const otherUnit: Readonly<Record<string, string>> = {
  miles: "feet",
  km: "miles",
  kilometres: "metres",
  percent: "years",
  million: "billion",
  billion: "million",
  years: "months",
  days: "years",
  minutes: "seconds",
  seconds: "minutes",
  pounds: "dollars",
  "sq mi": "acres"
}

const plain = (text: string) => text.normalize("NFKD").replace(/\p{M}/gu, "")

const shifted = (by: number) => (found: string) =>
  Effect.map(Random.nextIntBetween(1, by), (more) => String(Number(found) + more))

const numberChanged = replaceOne(digits, shifted(9))
const yearChanged = replaceOne(year, shifted(40))
const wordChanged = replaceOne(spelled, (found) =>
  pick(["two", "three", "five", "six", "eight", "eleven", "thirty"].filter((word) => word !== found))
)
const nameSwapped = replaceOne(name, (found, { chunk }) =>
  pick(
    [...new Set([...chunk.matchAll(name)].map(([other]) => other))].filter(
      (other) =>
        !other.split(" ").some((word) => found.includes(word)) &&
        !found.split(" ").some((word) => plain(other).includes(plain(word)))
    )
  )
)
const negated = replaceOne(auxiliary, (found) =>
  Effect.succeed(`${found.split(" ")[0]} not${found.includes(" ") ? " been" : ""}`)
)
const narrowingDeleted: Change = (source, sources) =>
  Effect.map(replaceOne(narrowing, () => Effect.succeed(""))(source, sources), (changed) =>
    changed?.replace(/ {2,}/gu, " ")
  )
const unitChanged = replaceOne(unit, (found) => Effect.succeed(otherUnit[found]))
const fromElsewhere: Change = Effect.fnUntraced(function* ({ chunk }, sources) {
  const other = yield* pick(sources.filter((source) => source.chunk !== chunk))
  return other?.sentence
})
const wordsLost: Change = Effect.fnUntraced(function* ({ sentence }) {
  const words = sentence.split(" ")
  if (words.length < 8) return undefined
  const at = yield* Random.nextIntBetween(2, words.length - 4)
  return [...words.slice(0, at), ...words.slice(at + 2)].join(" ")
})

interface Rule {
  readonly name: string
  readonly change: Change
  /** What of the citation is changed; what is not is as it stands in the text. */
  readonly of: "sentence" | "quote" | "both"
  readonly isTrue: boolean
}

const truths: ReadonlyArray<readonly [string, Change]> = [
  ["as it is", same],
  ["other white space", lines],
  ["other quotes, dashes, ligatures, soft hyphens", typography],
  ["other case", letters]
]
const lies: ReadonlyArray<readonly [string, Change]> = [
  ["a number changed", numberChanged],
  ["a number word changed", wordChanged],
  ["a year changed", yearChanged],
  ["a unit changed", unitChanged],
  ["a name of the text in place of another", nameSwapped],
  ["negated", negated],
  ["a narrowing word deleted", narrowingDeleted],
  ["from another passage", fromElsewhere]
]
const rules: ReadonlyArray<Rule> = [
  ...truths.map(([name, change]): Rule => ({ name, change, of: "quote", isTrue: true })),
  ...lies.flatMap(([name, change]) =>
    (["sentence", "quote", "both"] as const).map((of): Rule => ({ name: `${name}, ${of}`, change, of, isTrue: false }))
  ),
  { name: "words deleted, quote", change: wordsLost, of: "quote", isTrue: false }
]

/** Plants citations in texts by rule: each rule on each sentence it can be used on. The same seed plants the same. */
export const plantCitations = (sources: ReadonlyArray<Source>, seed: string) =>
  Effect.forEach(sources, (source) =>
    Effect.forEach(rules, ({ change, isTrue, name, of }) =>
      Effect.map(change(source, sources), (changed): ReadonlyArray<Planted> => {
        if (changed === undefined || (!isTrue && changed === source.sentence)) return []
        return [
          {
            rule: name,
            sentence: of === "quote" ? source.sentence : changed,
            quote: of === "sentence" ? source.sentence : changed,
            chunk: source.chunk,
            isTrue
          }
        ]
      })
    )
  ).pipe(
    Effect.map((planted) => planted.flat(2)),
    Random.withSeed(seed)
  )
