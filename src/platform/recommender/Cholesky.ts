/** Inverts and solves symmetric positive definite systems, row by row: every inner loop runs along two rows. */

/** So many rows are worked on at once, so that each row that is read serves them all. */
const tile = 4

const at = (matrix: Float64Array, place: number): number => matrix[place] ?? 0

/** The products of the row at `row` with four rows, of which `first` is the first and `size` the length. */
const dots = (
  matrix: Float64Array,
  { first, size, sums }: { readonly first: number; readonly size: number; readonly sums: Float64Array },
  row: number,
  from: number,
  to: number
): void => {
  const second = first + size
  const third = second + size
  const fourth = third + size
  let a = 0
  let b = 0
  let c = 0
  let d = 0
  for (let k = from; k < to; k++) {
    const value = matrix[row + k] ?? 0
    a += value * (matrix[first + k] ?? 0)
    b += value * (matrix[second + k] ?? 0)
    c += value * (matrix[third + k] ?? 0)
    d += value * (matrix[fourth + k] ?? 0)
  }
  sums[0] = a
  sums[1] = b
  sums[2] = c
  sums[3] = d
}

const dot = (matrix: Float64Array, one: number, other: number, from: number, to: number): number => {
  let sum = 0
  for (let k = from; k < to; k++) sum += (matrix[one + k] ?? 0) * (matrix[other + k] ?? 0)
  return sum
}

/** Writes the lower factor L over the lower triangle, the diagonal of its inverse onto the diagonal. */
function* factorise(matrix: Float64Array, size: number): Generator<number, void> {
  const sums = new Float64Array(tile)
  for (let i = 0; i < size; i += tile) {
    const rows = Math.min(tile, size - i)
    const four = { first: i * size, size, sums }
    for (let j = 0; j < i; j++) {
      const scale = at(matrix, j * size + j)
      if (rows === tile) dots(matrix, four, j * size, 0, j)
      for (let r = 0; r < rows; r++) {
        const row = (i + r) * size
        const sum = rows === tile ? at(sums, r) : dot(matrix, row, j * size, 0, j)
        matrix[row + j] = (at(matrix, row + j) - sum) * scale
      }
    }
    for (let r = i; r < i + rows; r++) {
      const row = r * size
      for (let j = i; j < r; j++) {
        matrix[row + j] = (at(matrix, row + j) - dot(matrix, row, j * size, 0, j)) * at(matrix, j * size + j)
      }
      matrix[row + r] = 1 / Math.sqrt(at(matrix, row + r) - dot(matrix, row, row, 0, r))
    }
    yield (i + rows) / size
  }
}

/** Writes the transposed inverse of L over the upper triangle: row `j` of it is column `j` of the inverse. */
function* invertFactor(matrix: Float64Array, size: number): Generator<number, void> {
  const sums = new Float64Array(tile)
  for (let i = 0; i < size; i += tile) {
    const rows = Math.min(tile, size - i)
    const four = { first: i * size, size, sums }
    for (let j = 0; j < i; j++) {
      if (rows === tile) dots(matrix, four, j * size, j, i)
      for (let r = 0; r < rows; r++) {
        const row = (i + r) * size
        const sum = rows === tile ? at(sums, r) : dot(matrix, row, j * size, j, i)
        const rest = dot(matrix, row, j * size, i, i + r)
        matrix[j * size + i + r] = -(sum + rest) * at(matrix, row + i + r)
      }
    }
    for (let j = i; j < i + rows; j++) {
      for (let r = j + 1; r < i + rows; r++) {
        matrix[j * size + r] = -dot(matrix, r * size, j * size, j, r) * at(matrix, r * size + r)
      }
    }
    yield (i + rows) / size
  }
}

/** Multiplies the upper triangle with its transpose, into the lower triangle and the diagonal. */
function* square(matrix: Float64Array, size: number): Generator<number, void> {
  const sums = new Float64Array(tile)
  for (let i = 0; i < size; i += tile) {
    const rows = Math.min(tile, size - i)
    const common = i + rows - 1
    const four = { first: i * size, size, sums }
    for (let j = 0; j < i; j++) {
      if (rows === tile) dots(matrix, four, j * size, common, size)
      for (let r = 0; r < rows; r++) {
        const row = (i + r) * size
        const sum = rows === tile ? at(sums, r) : dot(matrix, row, j * size, common, size)
        matrix[row + j] = sum + dot(matrix, row, j * size, i + r, common)
      }
    }
    // Downwards: what a row still needs of those after it lies above the diagonal.
    for (let r = i; r < i + rows; r++) {
      for (let j = i; j < r; j++) matrix[r * size + j] = dot(matrix, r * size, j * size, r, size)
    }
    for (let r = i; r < i + rows; r++) matrix[r * size + r] = dot(matrix, r * size, r * size, r, size)
    yield (i + rows) / size
  }
}

/** Copies the lower triangle over the upper one, in squares that stay in the cache. */
const mirror = (matrix: Float64Array, size: number): void => {
  const side = 64
  for (let top = 0; top < size; top += side) {
    for (let left = 0; left <= top; left += side) {
      for (let i = top; i < Math.min(top + side, size); i++) {
        for (let j = left; j < Math.min(left + side, i); j++) matrix[j * size + i] = at(matrix, i * size + j)
      }
    }
  }
}

/**
 * The inverse of a symmetric positive definite matrix, [size, size] by rows, in its own place: n³ / 2 multiplications.
 * Reads the lower triangle. Yields how far it is, 0..1. What is not positive definite becomes NaN.
 *
 * Source: G. H. Golub and C. F. Van Loan, "Matrix Computations", 4.2, by inner products.
 */
export function* invertPositive(matrix: Float64Array, size: number): Generator<number, void> {
  const steps = [factorise, invertFactor, square]
  for (const [nth, step] of steps.entries()) {
    for (const done of step(matrix, size)) yield (nth + done) / steps.length
  }
  mirror(matrix, size)
}
