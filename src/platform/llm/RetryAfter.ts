import { Clock, DateTime, Effect, Option } from "effect"

/**
 * How long a server asks us to stay away, in milliseconds. **Source:** RFC 9110 §10.2.3 (seconds or a date); OpenAI also
 * sends `retry-after-ms`.
 */
export const retryAfterMs = Effect.fnUntraced(function* (header: (name: string) => string | null | undefined) {
  const ms = Number(header("retry-after-ms") ?? Number.NaN)
  if (ms >= 0) return ms
  const value = header("retry-after")?.trim()
  if (value === undefined || value === "") return undefined
  const seconds = Number(value)
  if (seconds >= 0) return seconds * 1000
  const now = yield* Clock.currentTimeMillis
  return Option.match(DateTime.make(value), {
    onNone: () => undefined,
    onSome: (date) => Math.max(0, DateTime.toEpochMillis(date) - now)
  })
})
