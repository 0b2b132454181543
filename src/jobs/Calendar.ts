import { Array, Cron, Data, DateTime, Option, Order, Result } from "effect"

/**
 * Moments named by a cron expression on the clocks of a time zone. What happens when those clocks are changed:
 *
 * - Where the hour is `*` or `*` with a step, time goes on by itself: there is a tick at every moment whose local time
 *   matches. Local times that are skipped have none, those that come twice have two, and the distance stays.
 * - Where hours are named, each matching local time has one tick: of those that come twice the first one; those that
 *   are skipped come as late as they would have without the change, e.g. 02:30 at 03:30.
 *
 * **Source:** RFC 5545, section 3.3.5, for local times that do not exist or come twice.
 */
export interface Calendar {
  readonly zone: DateTime.TimeZone
  /**
   * The expression on clocks that never change; the zone is applied here. `Cron` in a zone with changes of its own
   * forgets ticks after a skipped hour if it starts within: what comes next would depend on when one asks.
   */
  readonly local: Cron.Cron
  readonly goesByElapsedTime: boolean
}

/** Why a calendar cannot be read. */
class CalendarError extends Data.TaggedError("CalendarError")<{ readonly message: string }> {}

/** A cron expression of five fields, or six with seconds first, and an IANA time zone. It must tick some time. */
export const parse = (expression: string, timeZone: string): Result.Result<Calendar, CalendarError> =>
  Result.gen(function* () {
    const unreadable = (why: string) => new CalendarError({ message: `${why}: "${expression}" in "${timeZone}"` })
    const zone = yield* Result.fromOption(DateTime.zoneMakeNamed(timeZone), () => unreadable("no such time zone"))
    const local = yield* Result.mapError(Cron.parse(expression, "UTC"), ({ message }) => unreadable(message))
    yield* Result.try({ try: () => Cron.prev(local), catch: () => unreadable("no such day") })
    const hours = expression.trim().split(/\s+/).at(-4)
    return { zone, local, goesByElapsedTime: hours?.startsWith("*") === true }
  })

/** A stretch of time in milliseconds: what is after `after`, up to and including `until`. */
interface Stretch {
  readonly after: number
  readonly until: number
}

const day = 86_400_000

/**
 * The ticks after one moment, up to and including another: the latest `atMost`, in order. What it gives is the same
 * however a time is cut into such pieces. Costs some 20 µs for each tick, and for each day that passed.
 */
export const ticksBetween = (
  calendar: Calendar,
  { after, until }: { readonly after: DateTime.Utc; readonly until: DateTime.Utc },
  atMost: number
): ReadonlyArray<DateTime.Utc> => {
  const start = DateTime.toEpochMillis(after)
  const ticks: Array<number> = []
  for (let end = DateTime.toEpochMillis(until); end > start && ticks.length < atMost; end -= day) {
    ticks.push(...ticksOfDay(calendar, { after: Math.max(start, end - day), until: end }, atMost - ticks.length))
  }
  return ticks.toReversed().map((tick) => DateTime.makeUnsafe(tick))
}

/** The latest ticks of a day or less, newest first. */
const ticksOfDay = (calendar: Calendar, { after, until }: Stretch, atMost: number): ReadonlyArray<number> => {
  const change = changeWithin(calendar.zone, { after: after - day, until })
  const ticks = (offset: number, from: number, to: number) =>
    ticksAtOffset(calendar.local, offset, { after: Math.max(after, from - 1), until: Math.min(until, to) }, atMost)
  if (Option.isNone(change)) return ticks(offsetAt(calendar.zone, until), after, until)
  const { at, earlier, later } = change.value
  const before = ticks(earlier, after, at - 1)
  if (calendar.goesByElapsedTime) return [...ticks(later, at, until), ...before].slice(0, atMost)
  // Clocks put back show for a while what they have shown already; clocks put forward have left something out.
  const isThrough = at + Math.abs(later - earlier)
  const since = ticks(later, later < earlier ? isThrough : at, until)
  const leftOut = later > earlier ? ticks(earlier, at, isThrough - 1) : []
  return Array.dedupe([...since, ...leftOut, ...before])
    .toSorted(Order.flip(Order.Number))
    .slice(0, atMost)
}

/** The latest ticks while local time is `offset` milliseconds ahead of UTC, newest first. */
const ticksAtOffset = (local: Cron.Cron, offset: number, { after, until }: Stretch, atMost: number) => {
  const ticks: Array<number> = []
  // One millisecond more, because `prev` looks strictly before.
  let tick = until + 1
  while (ticks.length < atMost) {
    tick = Cron.prev(local, tick + offset).getTime() - offset
    if (tick <= after) break
    ticks.push(tick)
  }
  return ticks
}

const offsetAt = (zone: DateTime.TimeZone, moment: number) =>
  DateTime.zonedOffset(DateTime.makeZonedUnsafe(moment, { timeZone: zone }))

/** When the offset of the zone changes in the stretch, and from what to what. No zone does so twice within two days. */
const changeWithin = (zone: DateTime.TimeZone, { after, until }: Stretch) => {
  const [earlier, later] = [offsetAt(zone, after), offsetAt(zone, until)]
  if (earlier === later) return Option.none()
  let [before, at] = [after, until]
  while (at - before > 1) {
    const middle = Math.floor((before + at) / 2)
    if (offsetAt(zone, middle) === earlier) before = middle
    else at = middle
  }
  return Option.some({ at, earlier, later })
}
