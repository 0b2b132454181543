import { assert, describe, it } from "@effect/vitest"
import { invertPositive } from "#platform/recommender/Cholesky.ts"
import { seeded } from "#platform/recommender/Seeded.ts"

/** A symmetric matrix whose diagonal outweighs the rest. */
const positive = (size: number): Float64Array => {
  const random = seeded(size)
  const matrix = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) matrix[i * size + j] = matrix[j * size + i] = random() - 0.5
    matrix[i * size + i] = size
  }
  return matrix
}

describe("the inverse of a matrix", () => {
  it("times the matrix is one, for sizes that the tiles fit and for others", () => {
    for (const size of [1, 2, 3, 4, 5, 8, 11, 64, 101]) {
      const matrix = positive(size)
      const inverse = matrix.slice()
      for (const _ of invertPositive(inverse, size));
      let farthest = 0
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          let product = 0
          for (let k = 0; k < size; k++) product += matrix[i * size + k]! * inverse[k * size + j]!
          farthest = Math.max(farthest, Math.abs(product - (i === j ? 1 : 0)))
        }
      }
      assert.isBelow(farthest, 1e-12, `size ${size}`)
    }
  })

  it("tells how far it is, never backwards, up to the end", () => {
    const told = [...invertPositive(positive(20), 20)]
    assert.deepStrictEqual(
      told,
      told.toSorted((a, b) => a - b)
    )
    assert.strictEqual(told.at(-1), 1)
  })
})
