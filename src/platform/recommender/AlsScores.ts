import { type AlsModel, type Row, target } from "./Als.ts"
import { invertPositive } from "./Cholesky.ts"
import type { Interaction } from "./Interactions.ts"

const rowOf = (history: ReadonlyArray<Interaction>): Row => ({
  itemOf: Int32Array.from(history, ({ item }) => item),
  weightOf: Float32Array.from(history, ({ weight }) => weight),
  from: 0,
  to: history.length
})

/** (YᵀCY + λI)⁻¹ of somebody who had these, [factors, factors]. */
const leaningOf = (model: AlsModel, history: ReadonlyArray<Interaction>): Float64Array => {
  const { factors, gram, settings, vectors } = model
  const matrix = gram.slice()
  for (const { item, weight } of history) {
    for (let a = 0; a < factors; a++) {
      const value = settings.confidence * weight * (vectors[item * factors + a] ?? 0)
      for (let b = 0; b < factors; b++) {
        matrix[a * factors + b] = (matrix[a * factors + b] ?? 0) + value * (vectors[item * factors + b] ?? 0)
      }
    }
  }
  for (let a = 0; a < factors; a++) {
    matrix[a * factors + a] = (matrix[a * factors + a] ?? 0) + settings.regularisation
  }
  for (const _ of invertPositive(matrix, factors));
  return matrix
}

const applied = (matrix: Float64Array, vector: Float64Array): Float64Array =>
  vector.map((_, row) => {
    let sum = 0
    for (let a = 0; a < vector.length; a++) sum += (matrix[row * vector.length + a] ?? 0) * (vector[a] ?? 0)
    return sum
  })

const times = ({ factors, vectors }: AlsModel, item: number, x: Float64Array): number => {
  let sum = 0
  for (let a = 0; a < factors; a++) sum += (vectors[item * factors + a] ?? 0) * (x[a] ?? 0)
  return sum
}

/** How near each item is to somebody who had these, [items], whether or not the model has met them. */
export const alsScores = (model: AlsModel, history: ReadonlyArray<Interaction>): Float32Array => {
  const { factors, gram, settings, vectors } = model
  const drawn = target({ factors, fixed: vectors, gram, settings }, rowOf(history))
  const x = applied(leaningOf(model, history), drawn)
  return Float32Array.from({ length: model.items }, (_, item) => times(model, item, x))
}

/**
 * What each of what somebody had adds to the score of an item.
 *
 * Source: section 5 of Hu, Koren and Volinsky.
 */
export const alsShares = (
  model: AlsModel,
  history: ReadonlyArray<Interaction>
): ((item: number) => ReadonlyArray<number>) => {
  const { factors, settings, vectors } = model
  const leaning = leaningOf(model, history)
  return (item) => {
    const x = applied(leaning, Float64Array.from(vectors.subarray(item * factors, (item + 1) * factors)))
    return history.map((had) => (1 + settings.confidence * had.weight) * times(model, had.item, x))
  }
}
