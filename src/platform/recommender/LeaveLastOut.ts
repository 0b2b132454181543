import { entriesOf, type Interaction, type Interactions, usersOf } from "./Interactions.ts"

/** Users whose last entry is kept from a model, which is then asked for it. */
export interface LeftOut {
  /** What may be learned from. */
  readonly known: Interactions
  readonly asked: ReadonlyArray<Question>
}

export interface Question {
  readonly user: number
  readonly history: ReadonlyArray<Interaction>
  readonly last: number
}

/** How good a ranking is at one hidden item: both 0..1. */
export interface Hit {
  readonly ndcg: number
  readonly hit: number
}

/** As far down as anybody looks. */
const looked = 10

/** Takes away the last entry of at most so many users who have at least two, evenly from all of them. */
export const leaveLastOut = (interactions: Interactions, most: number): LeftOut => {
  const { itemOf, items, starts, weightOf } = interactions
  const able = Array.from({ length: usersOf(interactions) }, (_, user) => user).filter(
    (user) => (starts[user + 1] ?? 0) - (starts[user] ?? 0) >= 2
  )
  const stride = Math.max(1, able.length / most)
  const users = Array.from({ length: Math.min(most, able.length) }, (_, nth) => able[Math.floor(nth * stride)] ?? 0)
  const asked = users.map((user) => {
    const entries = entriesOf(interactions, user)
    return { user, history: entries.slice(0, -1), last: entries.at(-1)?.item ?? 0 }
  })
  const hidden = new Uint8Array(itemOf.length)
  for (const user of users) hidden[(starts[user + 1] ?? 0) - 1] = 1
  const left = new Int32Array(starts.length)
  let gone = 0
  for (let user = 0; user + 1 < starts.length; user++) {
    gone += hidden[(starts[user + 1] ?? 0) - 1] ?? 0
    left[user + 1] = (starts[user + 1] ?? 0) - gone
  }
  const seen = (_: number, at: number) => hidden[at] === 0
  return { asked, known: { items, starts: left, itemOf: itemOf.filter(seen), weightOf: weightOf.filter(seen) } }
}

/**
 * Where the hidden item comes among all items that were not had before, by these scores: half of those that are as good
 * come before it, so that a ranking which says nothing gains nothing.
 *
 * Source: K. Järvelin and J. Kekäläinen, "Cumulated gain-based evaluation of IR techniques", 2002; with one relevant
 * item the ideal gain is 1.
 */
export const hitOf = (scores: Float32Array, { history, last }: Question): Hit => {
  const had = new Set(history.map(({ item }) => item))
  const score = scores[last] ?? 0
  let before = 0
  scores.forEach((other, item) => {
    if (item === last || had.has(item)) return
    if (other > score) before += 1
    else if (other === score) before += 0.5
  })
  return before < looked ? { ndcg: 1 / Math.log2(before + 2), hit: 1 } : { ndcg: 0, hit: 0 }
}
