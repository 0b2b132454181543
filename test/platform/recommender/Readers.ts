import { type Interactions, interactionsOf } from "#platform/recommender/Interactions.ts"
import { seeded } from "#platform/recommender/Seeded.ts"

/** Users of some tastes, each of whom mostly has items of one: the item's number tells which. */
export const groups = (options: {
  readonly users: number
  readonly items: number
  readonly tastes: number
  readonly each: number
}): Interactions => {
  const random = seeded(options.users)
  const below = (most: number) => Math.floor(random() * most)
  const users = Array.from({ length: options.users }, (_, user) => {
    const had = new Set<number>()
    for (let nth = 0; nth < options.each; nth++) {
      const item = below(Math.floor(options.items / options.tastes)) * options.tastes + (user % options.tastes)
      had.add(random() < 0.8 ? item : below(options.items))
    }
    return Array.from(had, (item) => ({ item, weight: 1 }))
  })
  return interactionsOf(options.items, users)
}

/** Runs a training to its end, and gives how far it said it was. */
export const done = <A>(training: Generator<number, A>) => {
  const told: Array<number> = []
  let step = training.next()
  for (; step.done !== true; step = training.next()) told.push(step.value)
  return { made: step.value, told }
}
