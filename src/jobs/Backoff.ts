/** The first retry waits about this long, in milliseconds; each further one twice as long as the one before. */
const base = 1_000
/** No retry waits longer than this, in milliseconds. */
const cap = 10 * 60_000

/**
 * Milliseconds until the next attempt, after `attempt` (from 1) failed: exponential, capped, with equal jitter, so that
 * jobs which failed together do not come back together. `random` is in 0..1.
 *
 * Source: M. Brooker, "Exponential Backoff and Jitter", AWS Architecture Blog, 2015.
 */
export const backoffMs = (attempt: number, random: number, atLeastMs = 0): number => {
  const full = Math.min(base * 2 ** (attempt - 1), cap)
  return Math.max(Math.round(full / 2 + (full / 2) * random), atLeastMs)
}
