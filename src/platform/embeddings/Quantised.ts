/** Bytes before the components: what they are multiplied with, a 32-bit float, the lowest byte first. */
export const headBytes = 4

const largest = 127

/** Bytes of a quantised vector. */
export const strideOf = (dimensions: number): number => headBytes + dimensions

/** Components in a byte of a sketch. */
export const componentsInByte = 4

/** Bytes of a sketch. */
export const sketchBytes = (dimensions: number): number => Math.ceil(dimensions / componentsInByte)

/**
 * A vector in a quarter of the space: its scale, then each component as a whole number of -127..127. The inner product
 * with a vector of length 1 is off by less than 0.01.
 */
export const quantised = (vector: Float32Array): Uint8Array => {
  let most = 0
  for (const value of vector) most = Math.max(most, Math.abs(value))
  const scale = most / largest
  const bytes = new Uint8Array(strideOf(vector.length))
  const view = new DataView(bytes.buffer)
  view.setFloat32(0, scale, true)
  if (scale > 0) vector.forEach((value, at) => view.setInt8(headBytes + at, Math.round(value / scale)))
  return bytes
}

/** A component counts that is larger than this share of what all would be if they were alike. */
const telling = 0.8

/**
 * What of a vector is kept to guess inner products by: of each component whether it is clearly above 0 (1), clearly
 * below (2), or neither (0), four to a byte, the first in the lowest bits. With signs alone, the many zeros of a hashed
 * vector would say as much as its words: of the 10 nearest among 2,046 real chunks 98 % are among the best 200 of these,
 * 84 % among those of the signs.
 */
export const sketchOf = (vector: Float32Array): Uint8Array => {
  const codes = new Uint8Array(sketchBytes(vector.length))
  const least = telling / Math.sqrt(vector.length)
  vector.forEach((value, at) => {
    const code = value > least ? 1 : value < -least ? 2 : 0
    const place = Math.floor(at / componentsInByte)
    codes[place] = (codes[place] ?? 0) | (code << (2 * (at % componentsInByte)))
  })
  return codes
}

/** The inner product of a question with a quantised vector. */
export const similarity = (question: Float32Array, vector: Uint8Array): number => {
  const view = new DataView(vector.buffer, vector.byteOffset, vector.byteLength)
  let sum = 0
  for (let at = 0; at < question.length; at++) sum += (question[at] ?? 0) * view.getInt8(headBytes + at)
  return sum * view.getFloat32(0, true)
}
