import { DateTime } from "effect"

const kilo = 1024

/** `1.2 MB`: bytes as people read them, in steps of 1024. */
export const bytes = (count: number): string => {
  if (count < kilo) return `${count} B`
  const units = ["kB", "MB", "GB", "TB"]
  const step = Math.min(units.length, Math.floor(Math.log(count) / Math.log(kilo)))
  return `${(count / kilo ** step).toFixed(1)} ${units[step - 1]}`
}

/** `45%` of a share from 0 to 1. */
export const percent = (share: number): string => `${Math.floor(share * 100)}%`

/** `2026-11-21 05:42:13Z`. */
export const moment = (at: DateTime.Utc | null): string =>
  at === null
    ? ""
    : DateTime.formatIso(at)
        .replace("T", " ")
        .replace(/\.\d+Z$/, "Z")

/** `3.4 s`, `2 min 5 s`, `1 h 3 min`: seconds as people read them. */
export const duration = (seconds: number): string => {
  if (seconds < 10) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
