import { DateTime, Option } from "effect"

/**
 * The last millisecond of the day that comes `days` after the one of `from`, both in the zone. Days are those of the
 * calendar there, so a day on which clocks change counts as one; where the end of a day comes twice, it is the second. A loan is due so, counted from when it
 * begins; a renewed one, counted from when it was due, so that nobody loses the days that were left; and a copy is kept
 * so, counted from when it was put aside.
 */
export const endOfDay = (from: DateTime.DateTime, days: number, zone: DateTime.TimeZone): DateTime.Utc => {
  const { day, month, year } = DateTime.toParts(DateTime.setZone(from, zone))
  const date = DateTime.toPartsUtc(DateTime.add(DateTime.makeUnsafe({ year, month, day }), { days }))
  const end = { hour: 23, minute: 59, second: 59, millisecond: 999 }
  return DateTime.toUtc(
    DateTime.makeZonedUnsafe(
      { year: date.year, month: date.month, day: date.day, ...end },
      { timeZone: zone, adjustForTimeZone: true, disambiguation: "later" }
    )
  )
}

/** Until when a loan may still be renewed. */
export const renewableUntil = (
  dueAt: DateTime.DateTime,
  overdueRenewalDays: number,
  zone: DateTime.TimeZone
): DateTime.DateTime => DateTime.max(dueAt, endOfDay(dueAt, overdueRenewalDays, zone))

/** The zone of a name that a library was given; UTC where this program does not know it any more. */
export const zoneOf = (name: string): DateTime.TimeZone =>
  Option.getOrElse(DateTime.zoneMakeNamed(name), () => DateTime.zoneMakeNamedUnsafe("UTC"))
