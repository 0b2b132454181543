import { Effect, Random } from "effect"

/** A mean with the interval that holds it in 95 of 100 resamples. */
export interface Interval {
  readonly mean: number
  readonly low: number
  readonly high: number
}

const meanOf = (values: ReadonlyArray<number>) =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

/**
 * The mean of paired differences (ours minus theirs, one pair for each item) and its 95 % percentile interval, from
 * `resamples` draws of as many items with replacement. The same seed gives the same interval.
 *
 * Source: Efron & Tibshirani, "An Introduction to the Bootstrap" (1993), ch. 13.
 */
export const pairedBootstrap = Effect.fnUntraced(function* (
  ours: ReadonlyArray<number>,
  theirs: ReadonlyArray<number>,
  options: { readonly seed: string; readonly resamples?: number }
) {
  const differences = ours.map((value, at) => value - (theirs[at] ?? 0))
  const count = options.resamples ?? 2_000
  if (differences.length === 0) return { mean: 0, low: 0, high: 0 }
  const draw = Effect.replicateEffect(Random.nextIntBetween(0, differences.length - 1), differences.length)
  const means = yield* draw.pipe(
    Effect.map((places) => meanOf(places.map((at) => differences[at] ?? 0))),
    Effect.replicateEffect(count),
    Random.withSeed(options.seed)
  )
  const sorted = means.toSorted((a, b) => a - b)
  const quantile = (share: number) => sorted[Math.min(count - 1, Math.floor(share * count))] ?? 0
  const interval: Interval = { mean: meanOf(differences), low: quantile(0.025), high: quantile(0.975) }
  return interval
})
