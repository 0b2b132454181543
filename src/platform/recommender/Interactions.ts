/**
 * Who had what, compressed by users: the entries of user `u` are those from `starts[u]` up to `starts[u + 1]`, in the order
 * in which they happened, each item once.
 */
export interface Interactions {
  /** Items are 0 to this, exclusive. */
  readonly items: number
  /** One longer than there are users. */
  readonly starts: Int32Array
  readonly itemOf: Int32Array
  /** How much each says, above 0: 1 for an ordinary one. */
  readonly weightOf: Float32Array
}

/** One entry of a user. */
export interface Interaction {
  readonly item: number
  readonly weight: number
}

export const usersOf = ({ starts }: Interactions): number => starts.length - 1

/** The entries of a user. */
export const entriesOf = ({ itemOf, starts, weightOf }: Interactions, user: number): ReadonlyArray<Interaction> => {
  const entries: Array<Interaction> = []
  for (let at = starts[user] ?? 0; at < (starts[user + 1] ?? 0); at++) {
    entries.push({ item: itemOf[at] ?? 0, weight: weightOf[at] ?? 0 })
  }
  return entries
}

/** Compresses the entries of users. */
export const interactionsOf = (items: number, users: ReadonlyArray<ReadonlyArray<Interaction>>): Interactions => {
  const starts = new Int32Array(users.length + 1)
  users.forEach((entries, user) => {
    starts[user + 1] = (starts[user] ?? 0) + entries.length
  })
  const itemOf = new Int32Array(starts[users.length] ?? 0)
  const weightOf = new Float32Array(itemOf.length)
  users.forEach((entries, user) => {
    entries.forEach(({ item, weight }, nth) => {
      const at = (starts[user] ?? 0) + nth
      itemOf[at] = item
      weightOf[at] = weight
    })
  })
  return { items, starts, itemOf, weightOf }
}

/** The same with items in the place of users and users in that of items, users ascending. */
export const transposed = (interactions: Interactions): Interactions => {
  const { itemOf, items, starts, weightOf } = interactions
  const users = usersOf(interactions)
  const ends = new Int32Array(items + 1)
  for (const item of itemOf) ends[item + 1] = (ends[item + 1] ?? 0) + 1
  for (let item = 0; item < items; item++) ends[item + 1] = (ends[item + 1] ?? 0) + (ends[item] ?? 0)
  const next = ends.slice()
  const userOf = new Int32Array(itemOf.length)
  const weights = new Float32Array(itemOf.length)
  for (let user = 0; user < users; user++) {
    for (let at = starts[user] ?? 0; at < (starts[user + 1] ?? 0); at++) {
      const item = itemOf[at] ?? 0
      const place = next[item] ?? 0
      next[item] = place + 1
      userOf[place] = user
      weights[place] = weightOf[at] ?? 0
    }
  }
  return { items: users, starts: ends, itemOf: userOf, weightOf: weights }
}

/** How many users had each item. */
export const countsOf = ({ itemOf, items }: Interactions): Int32Array => {
  const counts = new Int32Array(items)
  for (const item of itemOf) counts[item] = (counts[item] ?? 0) + 1
  return counts
}

/** Items that are worth learning of, and the entries that are left of each user. */
export interface Pruned {
  readonly interactions: Interactions
  /** Which items they were. Those that most users had come first. */
  readonly kept: Int32Array
  /** How many users had each of them. */
  readonly counts: Int32Array
}

/** Leaves out items that fewer than `leastUsers` had, and all but `mostItems` of the others; equal ones go by place. */
export const pruned = (
  interactions: Interactions,
  { leastUsers, mostItems }: { readonly leastUsers: number; readonly mostItems: number }
): Pruned => {
  const { itemOf, starts, weightOf } = interactions
  const had = countsOf(interactions)
  const kept = Int32Array.from(had.keys())
    .filter((item) => (had[item] ?? 0) >= leastUsers)
    .sort((a, b) => (had[b] ?? 0) - (had[a] ?? 0) || a - b)
    .subarray(0, mostItems)
  const places = new Int32Array(interactions.items).fill(-1)
  kept.forEach((item, place) => {
    places[item] = place
  })
  const isKept = (_: number, at: number) => (places[itemOf[at] ?? 0] ?? -1) >= 0
  const left = new Int32Array(starts.length)
  for (let user = 0; user + 1 < starts.length; user++) {
    let entries = 0
    for (let at = starts[user] ?? 0; at < (starts[user + 1] ?? 0); at++) if (isKept(0, at)) entries++
    left[user + 1] = (left[user] ?? 0) + entries
  }
  return {
    kept,
    counts: kept.map((item) => had[item] ?? 0),
    interactions: {
      items: kept.length,
      starts: left,
      itemOf: itemOf.filter(isKept).map((item) => places[item] ?? 0),
      weightOf: weightOf.filter(isKept)
    }
  }
}
