/**
 * Numbers that look random, 0..1, the same for the same seed on every machine.
 *
 * Source: G. Marsaglia, "Xorshift RNGs", Journal of Statistical Software 8, 2003: shifts 13, 17 and 5.
 */
export const seeded = (seed: number): (() => number) => {
  // Zero would stay zero.
  let state = (Math.imul(seed | 0, 0x9e3779b1) ^ 0x6d2b79f5) >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 0x1_0000_0000
  }
}
