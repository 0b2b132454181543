/** Milliseconds of work that are claimed before slots are free for it. */
const horizonMs = 10
const mostAhead = 200
/** How much one job's time counts beside those before. */
const weight = 0.1

/**
 * How fast jobs go by, and therefore how many are worth claiming with one statement. Where jobs take longer than a few
 * milliseconds none is claimed before it can begin, so that order, fairness and other workers lose nothing.
 */
export const makePace = (concurrency: number) => {
  let averageMs = Number.POSITIVE_INFINITY
  return {
    /** A job took so many milliseconds. */
    took: (ms: number): void => {
      averageMs = Number.isFinite(averageMs) ? averageMs + weight * (ms - averageMs) : ms
    },
    /** Jobs that are likely to be begun within the horizon. */
    ahead: (): number =>
      Math.max(0, Math.min(mostAhead, Math.floor((concurrency * horizonMs) / Math.max(averageMs, 0.1)) - concurrency))
  }
}
