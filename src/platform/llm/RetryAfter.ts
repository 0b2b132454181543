import { Clock, DateTime, Effect, Option } from "effect"

const numberIn = (value: string | null | undefined) =>
  value && /^\s*\d+(\.\d+)?\s*$/.test(value) ? Number(value) : undefined

const httpDate = (value: string | null | undefined) =>
  value && /GMT\s*$/.test(value) ? Option.getOrUndefined(DateTime.make(value)) : undefined

/**
 * How long a server asks us to stay away, in milliseconds. **Source:** RFC 9110 §10.2.3 (seconds or a date); OpenAI sends
 * `retry-after-ms` as well.
 */
export const retryAfterMs = Effect.fnUntraced(function* (header: (name: string) => string | null | undefined) {
  const exact = numberIn(header("retry-after-ms"))
  if (exact !== undefined) return exact
  const value = header("retry-after")
  const seconds = numberIn(value)
  if (seconds !== undefined) return seconds * 1000
  const date = httpDate(value)
  if (date === undefined) return undefined
  return Math.max(0, DateTime.toEpochMillis(date) - (yield* Clock.currentTimeMillis))
})
