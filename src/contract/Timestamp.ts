import { Schema } from "effect"

/** A moment, ISO 8601 in UTC on the wire. */
export const Timestamp = Schema.DateTimeUtcFromString.pipe(
  Schema.annotateEncoded({ format: "date-time", examples: ["2026-01-01T00:00:00.000Z"] })
)
