import type { ReviewCounts } from "#features/circulation/ReviewTexts.ts"

/** What is known of the consensus that is there. */
export interface MadeConsensus {
  /** Reviews that it tells of. */
  readonly reviews: number
  /** How they sounded on average, -1..1; null where that was not known of any. */
  readonly sentimentMean: number | null
  /** How often it was carried on since it was made of reviews alone. */
  readonly rounds: number
  /** Of the model and the prompt that made it. */
  readonly fingerprint: string
}

/** What is to be done: nothing, take it away, carry it on with new reviews, or make it of the reviews alone. */
export type ConsensusStep = "nothing" | "remove" | "carry-on" | "anew"

/** Reviews that are worth a new text, however few there were before; and as a share of those. */
const fewestNew = 3
const shareNew = 0.1
/** Of the mean sentiment. */
const worthTelling = 0.15
/** So often it is carried on at most: what is told again and again drifts. Every fifth time it is made of reviews alone. */
const mostRounds = 4

const hasMoved = (before: number | null, now: number | null) =>
  before === null || now === null ? before !== now : Math.abs(now - before) >= worthTelling

/** `counts` are those since the consensus was made. A text cannot forget, so words that are gone mean a new one. */
export const consensusStep = (
  counts: Pick<ReviewCounts, "reviews" | "sentimentMean" | "fresh" | "edited" | "kept">,
  made: MadeConsensus | undefined,
  fingerprint: string
): ConsensusStep => {
  if (counts.reviews === 0) return made === undefined ? "nothing" : "remove"
  if (made === undefined) return "anew"
  const isDisturbed = counts.edited > 0 || counts.kept < made.reviews
  const isGrown = counts.fresh >= Math.max(fewestNew, made.reviews * shareNew)
  if (!isDisturbed && !isGrown && !hasMoved(made.sentimentMean, counts.sentimentMean)) return "nothing"
  const canCarryOn = !isDisturbed && counts.fresh > 0 && made.rounds < mostRounds && made.fingerprint === fingerprint
  return canCarryOn ? "carry-on" : "anew"
}
