import { DateTime } from "effect"
import { useLanguage } from "../messages/Messages.tsx"

const units = [
  ["year", 31_536_000],
  ["month", 2_592_000],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60]
] as const

const scales = ["byte", "kilobyte", "megabyte", "gigabyte"] as const

/** How numbers, times and sizes are written in the reader's language. */
export const formatsOf = (language: string) => {
  const number = new Intl.NumberFormat(language)
  const date = new Intl.DateTimeFormat(language, { dateStyle: "medium" })
  const dateTime = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" })
  const percent = new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 })
  return {
    number: (value: number) => number.format(value),
    decimal: (value: number, digits = 1) =>
      new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value),
    percent: (share: number) => percent.format(share),
    date: (at: DateTime.Utc) => date.format(DateTime.toDate(at)),
    dateTime: (at: DateTime.Utc) => dateTime.format(DateTime.toDate(at)),
    /** `in 3 days`, `yesterday`; `now` is milliseconds since 1970. */
    fromNow: (at: DateTime.Utc, now: number) => {
      const seconds = (DateTime.toEpochMillis(at) - now) / 1000
      const [unit, length] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ["minute", 60]
      return relative.format(Math.trunc(seconds / length), unit)
    },
    bytes: (count: number) => {
      const power = count < 1 ? 0 : Math.min(scales.length - 1, Math.floor(Math.log10(count) / 3))
      return new Intl.NumberFormat(language, {
        style: "unit",
        unit: scales[power] ?? "byte",
        unitDisplay: "short",
        maximumFractionDigits: power === 0 ? 0 : 1
      }).format(count / 1000 ** power)
    },
    /** `3 hours`: in the largest unit of which there is one. */
    duration: (seconds: number) => {
      const [unit, length] = units.find(([, size]) => seconds >= size) ?? (["second", 1] as const)
      return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(
        Math.trunc(seconds / length)
      )
    },
    /** The name of a language by its tag. */
    languageName: (tag: string) => {
      try {
        return new Intl.DisplayNames([language], { type: "language" }).of(tag) ?? tag
      } catch {
        return tag
      }
    }
  }
}

export type Formats = ReturnType<typeof formatsOf>

export const useFormats = () => formatsOf(useLanguage())
