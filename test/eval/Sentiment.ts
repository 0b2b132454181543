import { Effect, Schema } from "effect"
import { lexiconSentiment } from "#platform/sentiment/Lexicon.ts"
import type { Interval } from "./Bootstrap.ts"
import { correlationInterval } from "./Correlation.ts"
import type { Evaluation } from "./Evaluation.ts"

const Reviews = Schema.fromJsonString(
  Schema.Array(
    Schema.Struct({
      review: Schema.String,
      sentences: Schema.Array(Schema.Struct({ text: Schema.String, score: Schema.Finite }))
    })
  )
)

const seed = "sentiment"

const mean = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length

const row = (name: string, { high, low, mean }: Interval) =>
  `${name.padEnd(32)}${`${mean.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`.padStart(28)}`

/**
 * How reviews sound by word lists, against what people said of each sentence: sentence by sentence, and review by review,
 * where a review is read as one text and people's word on it is the mean of its sentences. No rating is known.
 */
export const sentiment: Evaluation = {
  file: "review-sentiment.json",
  report: Effect.fnUntraced(function* (json) {
    const reviews = yield* Schema.decodeEffect(Reviews)(json)
    const sentences = reviews.map((review) =>
      review.sentences.map(({ score, text }) => [lexiconSentiment(text).score, score] as const)
    )
    const whole = reviews.map(({ sentences }) => {
      const ours = lexiconSentiment(sentences.map(({ text }) => text).join(" ")).score
      return [[ours, mean(sentences.map(({ score }) => score))] as const]
    })
    const title = `Sentiment of ${reviews.length} reviews, Pearson's r [95 % of 2,000 resamples of reviews]`
    return [
      title,
      row("each sentence", yield* correlationInterval(sentences, { seed })),
      row("each review", yield* correlationInterval(whole, { seed }))
    ].join("\n")
  })
}
