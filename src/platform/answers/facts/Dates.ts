import { monthOf, monthPattern } from "./Months.ts"
import type { Fact } from "./Fact.ts"

const day = "(?<day>\\d{1,2})(?:st|nd|rd|th|er|[.º°])?"
const year = "(?<year>[1-9]\\d{3})(?![\\p{L}\\d])"
const month = `(?<month>${monthPattern})(?!\\p{L})\\.?`
const before = "(?<![\\p{L}\\p{N}.,/-])"
const of = "(?:\\s*(?:of|de|del|di|do)\\s+|\\s*[,/-]?\\s*)"

/** In the order in which they are tried: what is longer comes first. */
const patterns: ReadonlyArray<RegExp> = [
  new RegExp(`${before}(?<year>[1-9]\\d{3})[-/](?<number>\\d{2})[-/](?<day>\\d{2})(?!\\d)`, "giu"),
  new RegExp(`${before}(?<day>\\d{1,2})(?<mark>[./-])(?<number>\\d{1,2})\\k<mark>(?<year>[1-9]\\d{3})(?!\\d)`, "giu"),
  new RegExp(`${before}${day}${of}${month}${of}${year}`, "giu"),
  new RegExp(`${before}${month}\\s+${day}(?!\\p{N})(?:\\s*,)?\\s*${year}`, "giu"),
  new RegExp(`${before}${month}${of}${year}`, "giu"),
  new RegExp(`${before}${day}(?:\\s+of\\s+|\\s+de\\s+|\\s+)${month}`, "giu"),
  new RegExp(`${before}${month}\\s+${day}(?![\\p{N}%]|[.,]\\d)`, "giu")
]
/** A month by itself counts where it can be nothing else: with a capital, and after a word that dates. */
const alone = new RegExp(
  `(?<=(?<!\\p{L})(?:in|of|by|since|until|till|during|from|to|late|early|mid|this|last|next|im|seit|bis|en|depuis|` +
    `desde|de|nel|sinds|em)[\\s-])(?<month>${monthPattern})(?!\\p{L})`,
  "giu"
)

const two = (value: number): string => String(value).padStart(2, "0")

interface Parts {
  readonly year: string | undefined
  readonly month: number
  readonly day: number | undefined
}

/** ISO 8601 as far as it is known: "1998-05-03", "1998-05", "--05-03", "--05". */
const iso = ({ day, month, year }: Parts): string =>
  `${year ?? "-"}-${two(month)}${day === undefined ? "" : `-${two(day)}`}`

/** What is less exact than the date but true with it. */
const coarser = ({ day, month, year }: Parts): ReadonlyArray<string> => [
  `--${two(month)}`,
  ...(year === undefined ? [] : [`#${year}`, `${year}-${two(month)}`]),
  ...(day === undefined ? [] : [`--${two(month)}-${two(day)}`])
]

const valid = ({ day, month }: Parts): boolean =>
  month >= 1 && month <= 12 && (day === undefined || (day >= 1 && day <= 31))

/** Every order in which the numbers of a match may be meant: 03/05/1998 is in March or in May. */
const partsOf = (groups: Readonly<Record<string, string | undefined>>): ReadonlyArray<Parts> => {
  const { year } = groups
  const day = groups["day"] === undefined ? undefined : Number(groups["day"])
  if (groups["month"] !== undefined) return [{ year, month: monthOf(groups["month"]) ?? 0, day }].filter(valid)
  const number = Number(groups["number"])
  const plain = { year, month: number, day }
  const swapped = { year, month: day ?? 0, day: number }
  return (groups["mark"] === "/" ? [swapped, plain] : [plain]).filter(valid)
}

/** The dates of a text with at least a month, however spelled, in order. Years by themselves are numbers. */
export const datesOf = (text: string): ReadonlyArray<Fact> => {
  const found: Array<Fact> = []
  const add = (match: RegExpExecArray) => {
    const [start, end] = [match.index, match.index + match[0].length]
    if (found.some((date) => start < date.end && end > date.start)) return
    const parts = partsOf(match.groups ?? {})
    if (parts.length === 0) return
    found.push({
      text: match[0],
      start,
      end,
      kind: "date",
      readings: parts.map(iso),
      implied: parts.flatMap(coarser),
      unit: undefined,
      weak: false
    })
  }
  if (/\d/u.test(text)) for (const pattern of patterns) for (const match of text.matchAll(pattern)) add(match)
  for (const match of text.matchAll(alone)) if (/^\p{Lu}/u.test(match[0])) add(match)
  return found.toSorted((a, b) => a.start - b.start)
}
