import { DateTime, Duration, Effect, Layer, type Result } from "effect"
import { SqlClient, type SqlError } from "effect/sql"
import { type Calendar, parse, ticksBetween } from "./Calendar.ts"
import type { JobRequest } from "./Job.ts"
import { ticked } from "./JobMetrics.ts"
import { keepGoing } from "./KeepGoing.ts"
import { Ledger } from "./Ledger.ts"

/**
 * What becomes of ticks at which no scheduler was running. `skip`: those more than a minute old are dropped. `once`:
 * one job for all of them, that of the latest. `all`: a job for each, a thousand back at most.
 */
export type MissedTicks = "skip" | "once" | "all"

/** Work at times of the calendar, declared by the feature that does it. */
export interface EntryOptions {
  /** Stable, and its own: under it the database remembers the last tick. */
  readonly name: string
  /** Five fields, or six with seconds first. `Calendar` says what happens when clocks change. */
  readonly cron: string
  /** IANA; UTC where none is given. */
  readonly timeZone?: string
  readonly missed: MissedTicks
  /** The job of a tick. Its unique key is the timetable's, whatever is asked for here. */
  readonly request: (tick: DateTime.Utc) => JobRequest
}

/** An entry as the schedulers take it. */
export interface Entry extends EntryOptions {
  readonly calendar: Result.Result<Calendar, Error>
}

/** Declares an entry. One that cannot be read is a defect when a scheduler starts. */
export const entry = (options: EntryOptions): Entry => ({
  ...options,
  calendar: parse(options.cron, options.timeZone ?? "UTC")
})

/** An entry whose calendar is readable. */
type Readable = Omit<EntryOptions, "cron" | "timeZone"> & { readonly calendar: Calendar }

const graceMs = 60_000
const farthestBack = 1_000
/** Jobs of one transaction: others wait for it where the database is embedded. */
const atOnce = 100

/** The ticks that become jobs, in order: of those after the last one that did, as the policy says. */
export const dueTicks = (
  { calendar, missed }: Pick<Readable, "calendar" | "missed">,
  last: DateTime.Utc,
  now: DateTime.Utc
): ReadonlyArray<DateTime.Utc> => {
  if (missed !== "skip")
    return ticksBetween(calendar, { after: last, until: now }, missed === "once" ? 1 : farthestBack)
  const stale = DateTime.subtract(now, { milliseconds: graceMs + 1 })
  return ticksBetween(calendar, { after: DateTime.max(last, stale), until: now }, Infinity)
}

/** What the database remembers of an entry; null before it was seen for the first time. */
interface Seen {
  readonly name: string
  readonly lastTick: Date | null
  readonly now: Date
}

const makeScheduler = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const ledger = yield* Ledger

  /** Turns due ticks into jobs. Gives whether there are more. Nothing is done where another scheduler is at it. */
  const turn = Effect.fnUntraced(function* (entry: Readable) {
    const [seen] = yield* sql<{ readonly lastTick: Date; readonly now: Date }>`
      SELECT last_tick, now() AS now FROM job_timetable WHERE name = ${entry.name} FOR UPDATE SKIP LOCKED`
    if (seen === undefined) return false
    const due = dueTicks(entry, DateTime.fromDateUnsafe(seen.lastTick), DateTime.fromDateUnsafe(seen.now))
    const ticks = due.slice(0, atOnce)
    const latest = ticks.at(-1)
    if (latest === undefined) return false
    const keyOf = (tick: DateTime.Utc) => `${entry.name}@${DateTime.formatIso(tick)}`
    yield* ledger.enqueueAll(ticks.map((tick) => ({ ...entry.request(tick), uniqueKey: keyOf(tick) })))
    yield* sql`UPDATE job_timetable SET last_tick = ${DateTime.toDate(latest)} WHERE name = ${entry.name}`
    yield* sql.afterCommit(ticked(entry.name, ticks.length))
    return due.length > ticks.length
  })

  /** A trace of its own, which the jobs belong to. */
  const turnAll = (entry: Readable): Effect.Effect<void, SqlError.SqlError> =>
    Effect.flatMap(sql.withTransaction(turn(entry)), (more) => (more ? turnAll(entry) : Effect.void)).pipe(
      Effect.withSpan(`timetable ${entry.name}`, { root: true })
    )

  return {
    /** One statement for all, which locks nothing. */
    look: (names: ReadonlyArray<string>) => sql<Seen>`
      SELECT asked.name, job_timetable.last_tick, now() AS now
      FROM unnest(${[...names]}::text[]) AS asked (name) LEFT JOIN job_timetable ON job_timetable.name = asked.name`,
    /** From now on: before its first sight an entry has missed nothing. */
    start: (name: string) =>
      Effect.asVoid(sql`INSERT INTO job_timetable (name, last_tick) VALUES (${name}, now()) ON CONFLICT DO NOTHING`),
    turnAll
  }
})

/** Until the next second of the database begins, with a little for inaccurate timers: ticks are whole seconds. */
const untilNextSecond = (now: Date) => Duration.millis(1_005 - (now.getTime() % 1_000))

const run = Effect.fnUntraced(function* (entries: ReadonlyMap<string, Readable>) {
  const scheduler = yield* makeScheduler
  // Until when it is known that nothing is due after the last tick: a rare entry is not searched from there each time.
  const searched = new Map<string, { readonly lastTick: number; readonly until: DateTime.Utc }>()

  const visit = Effect.fnUntraced(function* (entry: Readable, lastTick: Date, now: DateTime.Utc) {
    const known = searched.get(entry.name)
    const from = known?.lastTick === lastTick.getTime() ? known.until : DateTime.fromDateUnsafe(lastTick)
    if (dueTicks(entry, from, now).length > 0) return yield* scheduler.turnAll(entry)
    searched.set(entry.name, { lastTick: lastTick.getTime(), until: DateTime.max(from, now) })
  })

  const round = Effect.gen(function* () {
    const names = [...entries.keys()]
    const seen = yield* Effect.withTracerEnabled(scheduler.look(names), false)
    for (const { lastTick, name, now } of seen) {
      const entry = entries.get(name)
      if (entry === undefined) continue
      const visited = lastTick === null ? scheduler.start(name) : visit(entry, lastTick, DateTime.fromDateUnsafe(now))
      // One that goes wrong does not keep the others from their time.
      yield* keepGoing(`the timetable's ${name} could not be asked for`)(visited)
    }
    const now = seen[0]?.now
    yield* Effect.sleep(now === undefined ? "1 second" : untilNextSecond(now))
  })
  yield* Effect.forkScoped(Effect.forever(keepGoing("the timetable could not be read")(round)))
})

const readable = Effect.fnUntraced(function* (entries: ReadonlyArray<Entry>) {
  const byName = new Map<string, Readable>()
  for (const { calendar, ...entry } of entries) {
    if (byName.has(entry.name)) return yield* Effect.die(new Error(`two entries of the timetable are ${entry.name}`))
    byName.set(entry.name, { ...entry, calendar: yield* Effect.orDie(Effect.fromResult(calendar)) })
  }
  return byName
})

/**
 * A scheduler: asks for the jobs of the entries at their times, by the clock of the database. Any number may run,
 * anywhere, and be killed at any moment: the row of an entry is locked, its due ticks become jobs and the last one is
 * remembered in one transaction, so that each tick is asked for once. Where nothing is due, it costs one short
 * statement a second.
 */
export const layer = (entries: ReadonlyArray<Entry>): Layer.Layer<never, never, SqlClient.SqlClient | Ledger> =>
  Layer.effectDiscard(Effect.flatMap(readable(entries), (byName) => (byName.size === 0 ? Effect.void : run(byName))))
