import { Data, Effect, Runtime, Schema } from "effect"
import { engagementOf } from "#features/intelligence/recommender/Engagement.ts"
import { type Interactions, interactionsOf } from "#platform/recommender/Interactions.ts"

/** A line of a ratings file that cannot be read. */
export class BadRatings extends Data.TaggedError("BadRatings")<{ readonly line: number; readonly reason: string }> {
  /** Its message alone is the answer: no trace beside it. */
  override readonly [Runtime.errorReported] = false

  override get message() {
    return this.line === 0
      ? `The ratings cannot be read: ${this.reason}.`
      : `Line ${this.line} of the ratings cannot be read: ${this.reason}. Each is: user, item, rating, time, with tabs between.`
  }
}

interface Rating {
  readonly user: string
  readonly item: string
  readonly rating: number
  /** Seconds since 1970; only the order counts. */
  readonly time: number
}

const Stars = Schema.FiniteFromString.check(Schema.isBetween({ minimum: 0.5, maximum: 5 }))
const Time = Schema.FiniteFromString.check(Schema.isGreaterThanOrEqualTo(0))
const isStars = Schema.decodeUnknownOption(Stars)
const isTime = Schema.decodeUnknownOption(Time)

const ratingOf = Effect.fnUntraced(function* (text: string, line: number) {
  const fields = text.split("\t")
  const [user = "", item = "", stars = "", time = ""] = fields
  const refuse = (reason: string) => new BadRatings({ line, reason })
  if (fields.length !== 4) return yield* refuse(`it has ${fields.length} fields and not four`)
  if (user === "" || item === "") return yield* refuse("its user or item is empty")
  const rating = isStars(stars)
  if (rating._tag === "None") return yield* refuse(`“${stars}” is no rating from 0.5 to 5`)
  const at = isTime(time)
  if (at._tag === "None") return yield* refuse(`“${time}” is no time in seconds`)
  return { user, item, rating: rating.value, time: at.value } satisfies Rating
})

/**
 * Readers of a file of ratings in the form of MovieLens' `u.data`: of each the items in the order of time, then of lines;
 * of one rated twice the last rating. A rating counts as a loan that was rated so.
 */
export const readRatings = Effect.fnUntraced(function* (text: string) {
  const users = new Map<string, Map<string, Rating>>()
  const items = new Map<string, number>()
  for (const [at, line] of text.split(/\r?\n/u).entries()) {
    if (line.trim() === "") continue
    const rating = yield* ratingOf(line, at + 1)
    const had = users.get(rating.user) ?? new Map<string, Rating>()
    const before = had.get(rating.item)
    if (before === undefined || before.time <= rating.time) {
      had.delete(rating.item)
      had.set(rating.item, rating)
    }
    users.set(rating.user, had)
    items.set(rating.item, items.get(rating.item) ?? items.size)
  }
  if (users.size === 0) return yield* new BadRatings({ line: 0, reason: "there are none" })
  const histories = Array.from(users.values(), (had) =>
    [...had.values()]
      .toSorted((a, b) => a.time - b.time)
      .map(({ item, rating }) => ({
        item: items.get(item) ?? 0,
        weight: engagementOf({ loans: 1, renewals: 0, soonBack: false, rating })
      }))
  )
  const interactions: Interactions = interactionsOf(items.size, histories)
  return interactions
})
