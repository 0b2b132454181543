import { type Interactions, transposed, usersOf } from "./Interactions.ts"
import { seeded } from "./Seeded.ts"

/** Items as points: those that the same users had are near each other. */
export interface AlsModel {
  readonly kind: "als"
  readonly items: number
  readonly factors: number
  /** [items, factors] */
  readonly vectors: Float32Array
  /** YᵀY of the vectors, [factors, factors]. */
  readonly gram: Float64Array
  readonly settings: AlsSettings
}

export interface AlsSettings {
  /** λ, of the length of vectors. */
  readonly regularisation: number
  /** α: how much surer one interaction of weight 1 makes than none. */
  readonly confidence: number
}

export interface AlsOptions extends AlsSettings {
  readonly factors: number
  readonly sweeps: number
  readonly seed: number
}

/** Enough for what tastes differ in; the rest is noise. */
export const alsShape = { factors: 32, sweeps: 12, confidence: 4 } as const

/** A penalty that goes with such data: it grows with the root of how much the average item has. */
export const alsRegularisation = (interactions: Interactions): number => {
  const weights = interactions.weightOf.reduce((sum, weight) => sum + weight, 0)
  return 2.5 * alsShape.confidence * Math.sqrt(Math.max(1, weights / Math.max(1, interactions.items)))
}

/** Adds YᵀY of these vectors, [n, factors], to `gram`. */
export const addGram = (vectors: Float32Array, factors: number, gram: Float64Array): void => {
  for (let row = 0; row < vectors.length; row += factors) {
    for (let a = 0; a < factors; a++) {
      const value = vectors[row + a] ?? 0
      if (value === 0) continue
      for (let b = 0; b < factors; b++) {
        gram[a * factors + b] = (gram[a * factors + b] ?? 0) + value * (vectors[row + b] ?? 0)
      }
    }
  }
}

export const gramOfVectors = (vectors: Float32Array, factors: number): Float64Array => {
  const gram = new Float64Array(factors * factors)
  addGram(vectors, factors, gram)
  return gram
}

/** One side of the factorisation, while the other stands still. */
export interface Side {
  readonly factors: number
  /** Of the side that stands still: its vectors, and their YᵀY. */
  readonly fixed: Float32Array
  readonly gram: Float64Array
  readonly settings: AlsSettings
}

/** Which of the fixed vectors somebody has, and how sure that makes. */
export interface Row {
  readonly itemOf: Int32Array
  readonly weightOf: Float32Array
  readonly from: number
  readonly to: number
}

/** (YᵀCY + λI) p, in `out`. */
const apply = ({ factors, fixed, gram, settings }: Side, row: Row, p: Float64Array, out: Float64Array): void => {
  for (let a = 0; a < factors; a++) {
    let sum = settings.regularisation * (p[a] ?? 0)
    for (let b = 0; b < factors; b++) sum += (gram[a * factors + b] ?? 0) * (p[b] ?? 0)
    out[a] = sum
  }
  for (let at = row.from; at < row.to; at++) {
    const vector = (row.itemOf[at] ?? 0) * factors
    let product = 0
    for (let a = 0; a < factors; a++) product += (fixed[vector + a] ?? 0) * (p[a] ?? 0)
    product *= settings.confidence * (row.weightOf[at] ?? 0)
    for (let a = 0; a < factors; a++) out[a] = (out[a] ?? 0) + product * (fixed[vector + a] ?? 0)
  }
}

/** YᵀCp of a row: what its vector is drawn to. */
export const target = ({ factors, fixed, settings }: Side, row: Row): Float64Array => {
  const sum = new Float64Array(factors)
  for (let at = row.from; at < row.to; at++) {
    const vector = (row.itemOf[at] ?? 0) * factors
    const sure = 1 + settings.confidence * (row.weightOf[at] ?? 0)
    for (let a = 0; a < factors; a++) sum[a] = (sum[a] ?? 0) + sure * (fixed[vector + a] ?? 0)
  }
  return sum
}

const inner = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, at) => sum + value * (b[at] ?? 0), 0)

/** Moves `x` towards the solution of (YᵀCY + λI) x = b, never away from it. */
const descend = (side: Side, row: Row, b: Float64Array, x: Float64Array, steps: number): void => {
  const product = new Float64Array(side.factors)
  apply(side, row, x, product)
  const rest = b.map((value, a) => value - (product[a] ?? 0))
  const direction = rest.slice()
  let size = inner(rest, rest)
  for (let step = 0; step < steps && size > 1e-20; step++) {
    apply(side, row, direction, product)
    const stride = size / inner(direction, product)
    for (let a = 0; a < side.factors; a++) {
      x[a] = (x[a] ?? 0) + stride * (direction[a] ?? 0)
      rest[a] = (rest[a] ?? 0) - stride * (product[a] ?? 0)
    }
    const next = inner(rest, rest)
    for (let a = 0; a < side.factors; a++) direction[a] = (rest[a] ?? 0) + (next / size) * (direction[a] ?? 0)
    size = next
  }
}

/** Conjugate gradient steps for each vector and sweep: more hardly make a better model. */
const stepsInTraining = 3

const settle = (interactions: Interactions, moving: Float32Array, side: Side): void => {
  const { itemOf, starts, weightOf } = interactions
  const x = new Float64Array(side.factors)
  for (let user = 0; user < usersOf(interactions); user++) {
    const row = { itemOf, weightOf, from: starts[user] ?? 0, to: starts[user + 1] ?? 0 }
    const vector = moving.subarray(user * side.factors, (user + 1) * side.factors)
    x.set(vector)
    descend(side, row, target(side, row), x, stepsInTraining)
    vector.set(x)
  }
}

/** Both sides of a factorisation. */
export interface Factors {
  readonly users: Float32Array
  readonly items: Float32Array
}

/** Small vectors that differ from each other. */
export const startFactors = (interactions: Interactions, { factors, seed }: AlsOptions): Factors => {
  const random = seeded(seed)
  const small = (amount: number) => Float32Array.from({ length: amount * factors }, () => (random() - 0.5) * 0.1)
  return { users: small(usersOf(interactions)), items: small(interactions.items) }
}

/** Moves all users, then all items, in place. `byItem` are the same interactions, transposed. */
export const sweep = (interactions: Interactions, byItem: Interactions, found: Factors, options: AlsOptions): void => {
  const { factors } = options
  settle(interactions, found.users, {
    factors,
    fixed: found.items,
    gram: gramOfVectors(found.items, factors),
    settings: options
  })
  settle(byItem, found.items, {
    factors,
    fixed: found.users,
    gram: gramOfVectors(found.users, factors),
    settings: options
  })
}

/**
 * Learns vectors of items from who had them, by turns with those of users. Memory is that of the vectors. The same data
 * and seed give the same model. Yields how far it is, 0..1.
 *
 * Source: Y. Hu, Y. Koren and C. Volinsky, "Collaborative Filtering for Implicit Feedback Datasets", ICDM 2008; each
 * system by a few conjugate gradient steps, as in G. Takács, I. Pilászy and D. Tikk, "Applications of the Conjugate
 * Gradient Method for Implicit Feedback Collaborative Filtering", RecSys 2011.
 */
export function* trainAls(interactions: Interactions, options: AlsOptions): Generator<number, AlsModel> {
  const byItem = transposed(interactions)
  const found = startFactors(interactions, options)
  for (let round = 1; round <= options.sweeps; round++) {
    sweep(interactions, byItem, found, options)
    yield round / options.sweeps
  }
  const { confidence, factors, regularisation } = options
  return {
    kind: "als",
    items: interactions.items,
    factors,
    vectors: found.items,
    gram: gramOfVectors(found.items, factors),
    settings: { confidence, regularisation }
  }
}
