import { invertPositive } from "./Cholesky.ts"
import { type Interaction, type Interactions, usersOf } from "./Interactions.ts"

/** What each item says of the others: of item `i`, the entries from `i * degree` on, as many as are not 0. */
export interface EaseModel {
  readonly kind: "ease"
  readonly items: number
  /** How many others each item speaks of. */
  readonly degree: number
  /** [items, degree], ascending within each item. */
  readonly others: Int32Array
  /** [items, degree], how much for or against them. */
  readonly weights: Float32Array
}

export interface EaseOptions {
  /** The penalty of large weights (λ), in the unit of squared weights of interactions. */
  readonly regularisation: number
  readonly degree: number
}

/** The dense matrix of so many items takes 72 MB and half a minute of one core: more are for `Als.ts`. */
export const mostEaseItems = 3_000

/**
 * A penalty that goes with such data: it grows with the root of what the average item has of squared weights, so that an
 * item which few had cannot speak loudly.
 */
export const easeRegularisation = (interactions: Interactions): number => {
  const squares = interactions.weightOf.reduce((sum, weight) => sum + weight * weight, 0)
  return 30 * Math.sqrt(Math.max(1, squares / Math.max(1, interactions.items)))
}

/** XᵀX of the matrix of users and items. */
const gramOf = (interactions: Interactions): Float64Array => {
  const { itemOf, items, starts, weightOf } = interactions
  const gram = new Float64Array(items * items)
  for (let user = 0; user < usersOf(interactions); user++) {
    const end = starts[user + 1] ?? 0
    for (let a = starts[user] ?? 0; a < end; a++) {
      const row = (itemOf[a] ?? 0) * items
      const weight = weightOf[a] ?? 0
      for (let b = starts[user] ?? 0; b < end; b++) {
        const place = row + (itemOf[b] ?? 0)
        gram[place] = (gram[place] ?? 0) + weight * (weightOf[b] ?? 0)
      }
    }
  }
  return gram
}

/** The largest of a row by amount, as many as fit; equal ones go to the earlier item. */
const keepLargest = (row: Float64Array, model: EaseModel, item: number): void => {
  const { degree, others, weights } = model
  const amounts = row.map(Math.abs).sort()
  const least = amounts[amounts.length - degree] ?? 0
  let equal = degree
  for (const amount of amounts.subarray(Math.max(0, amounts.length - degree))) if (amount > least) equal--
  let place = item * degree
  row.forEach((weight, other) => {
    const amount = Math.abs(weight)
    if (amount === 0 || amount < least || (amount === least && equal-- <= 0)) return
    others[place] = other
    weights[place] = weight
    place++
  })
}

/**
 * Learns for each item how much having it speaks for every other one: the linear autoencoder with an empty diagonal, in
 * closed form. Keeps the largest weights of each. At most {@link mostEaseItems} items; the same data give the same model.
 * Yields how far it is, 0..1.
 *
 * Source: H. Steck, "Embarrassingly Shallow Autoencoders for Sparse Data", WWW 2019.
 */
export function* trainEase(interactions: Interactions, options: EaseOptions): Generator<number, EaseModel> {
  const { items } = interactions
  const degree = Math.max(0, Math.min(options.degree, items - 1))
  const matrix = gramOf(interactions)
  for (let item = 0; item < items; item++) {
    const place = item * items + item
    matrix[place] = (matrix[place] ?? 0) + options.regularisation
  }
  for (const done of invertPositive(matrix, items)) yield done * 0.9
  const others = new Int32Array(items * degree)
  const weights = new Float32Array(items * degree)
  const model: EaseModel = { kind: "ease", items, degree, others, weights }
  const diagonal = Float64Array.from({ length: items }, (_, item) => matrix[item * items + item] ?? 1)
  for (let item = 0; item < items; item++) {
    const row = matrix.subarray(item * items, (item + 1) * items).map((value, other) => -value / (diagonal[other] ?? 1))
    row[item] = 0
    keepLargest(row, model, item)
    if (item % 100 === 0) yield 0.9 + (0.1 * item) / items
  }
  return model
}

/** How much what somebody had speaks for each item: at once for all, [items]. */
export const easeScores = (model: EaseModel, history: ReadonlyArray<Interaction>): Float32Array => {
  const scores = new Float32Array(model.items)
  for (const { item, weight } of history) {
    for (let place = item * model.degree; place < (item + 1) * model.degree; place++) {
      const other = model.others[place] ?? 0
      scores[other] = (scores[other] ?? 0) + weight * (model.weights[place] ?? 0)
    }
  }
  return scores
}

/** What each of what somebody had adds to the score of an item. */
export const easeShares =
  (model: EaseModel, history: ReadonlyArray<Interaction>) =>
  (item: number): ReadonlyArray<number> =>
    history.map((had) => {
      const from = had.item * model.degree
      const nth = model.others.subarray(from, from + model.degree).indexOf(item)
      return nth < 0 ? 0 : had.weight * (model.weights[from + nth] ?? 0)
    })
