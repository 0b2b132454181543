import { Effect, Random } from "effect"
import type { Interval } from "./Bootstrap.ts"

/** What we say beside what people say. */
export type Pair = readonly [ours: number, theirs: number]

const meanOf = (values: ReadonlyArray<number>) =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

/** Pearson's r, -1..1; 0 where one side says always the same. */
export const correlation = (pairs: ReadonlyArray<Pair>): number => {
  const ours = meanOf(pairs.map(([a]) => a))
  const theirs = meanOf(pairs.map(([, b]) => b))
  let together = 0
  let ourSpread = 0
  let theirSpread = 0
  for (const [a, b] of pairs) {
    together += (a - ours) * (b - theirs)
    ourSpread += (a - ours) ** 2
    theirSpread += (b - theirs) ** 2
  }
  return ourSpread === 0 || theirSpread === 0 ? 0 : together / Math.sqrt(ourSpread * theirSpread)
}

/**
 * The correlation over all pairs with its 95 % percentile interval. Groups are drawn whole, since pairs of one group
 * (sentences of a review) are alike. The same seed gives the same interval.
 *
 * Source: Efron & Tibshirani, "An Introduction to the Bootstrap" (1993), ch. 13.
 */
export const correlationInterval = Effect.fnUntraced(function* (
  groups: ReadonlyArray<ReadonlyArray<Pair>>,
  options: { readonly seed: string; readonly resamples?: number }
) {
  const count = options.resamples ?? 2_000
  const draw = Effect.replicateEffect(Random.nextIntBetween(0, Math.max(groups.length - 1, 0)), groups.length)
  const drawn = yield* draw.pipe(
    Effect.map((indices) => correlation(indices.flatMap((at) => groups[at] ?? []))),
    Effect.replicateEffect(count),
    Random.withSeed(options.seed)
  )
  const sorted = drawn.toSorted((a, b) => a - b)
  const quantile = (share: number) => sorted[Math.min(count - 1, Math.floor(share * count))] ?? 0
  const interval: Interval = { mean: correlation(groups.flat()), low: quantile(0.025), high: quantile(0.975) }
  return interval
})
