import type { Language } from "../../extractive/Language.ts"

const fractions: Readonly<Record<string, number>> = {
  "½": 0.5,
  "¼": 0.25,
  "¾": 0.75,
  "⅓": 1 / 3,
  "⅔": 2 / 3,
  "⅛": 0.125,
  "⅜": 0.375,
  "⅝": 0.625,
  "⅞": 0.875
}

/** One spelling for a value, as far as twelve digits: 1200 is "#1200". */
export const reading = (value: number): string => `#${Number(value.toPrecision(12))}`

const grouped = /^\d{1,3}(?:([.,'’\u00a0\u202f ])\d{3})(?:\1\d{3})*$/u

/** The numbers that digits with separators may stand for; more than one only where the language does not tell. */
const valuesOf = (digits: string, language: Language): ReadonlyArray<number> => {
  const marks = digits.replace(/\d/gu, "")
  if (marks === "") return [Number(digits)]
  const plain = (mark: string) => Number(digits.split(mark).join("").replace(",", "."))
  const first = marks[0] ?? ""
  const last = marks.at(-1) ?? ""
  if (marks.length > 1 && first !== last) {
    return [Number(digits.replace(/[^\d](?=.*[^\d])/gu, "").replace(last, "."))]
  }
  if (!/[.,]/u.test(first)) return [plain(first)]
  if (!grouped.test(digits) || digits.startsWith("0")) return marks.length > 1 ? [] : [Number(digits.replace(",", "."))]
  if (marks.length > 1) return [plain(first)]
  const whole = Number(digits.replace(first, ""))
  const decimal = Number(digits.replace(first, "."))
  if (language === "und") return [whole, decimal]
  return [(first === ",") === (language === "en") ? whole : decimal]
}

/** Digits as a text writes them: "1,200", "5½", "1 200,5" in French, "4.1.0". */
export const numeral = "\\d{1,3}(?:[\u00a0\u202f'’]\\d{3})+(?:[.,]\\d+)?(?!\\d)|\\d+(?:[.,]\\d+)*"
export const spacedNumeral = `\\d{1,3}(?: \\d{3})+(?:,\\d+)?(?!\\d)|${numeral}`
export const fraction = `[${Object.keys(fractions).join("")}]`

/** What a numeral may mean times a factor; a version or the like ("4.1.0") means itself. */
export const readingsOf = (
  numeral: string,
  language: Language,
  factor = 1,
  fractionSign?: string
): ReadonlyArray<string> => {
  const part = fractionSign === undefined ? 0 : (fractions[fractionSign] ?? 0)
  if (numeral === "") return [reading(part * factor)]
  const values = valuesOf(numeral, language).filter((value) => Number.isFinite(value))
  return values.length === 0 ? [`#${numeral}`] : values.map((value) => reading((value + part) * factor))
}
