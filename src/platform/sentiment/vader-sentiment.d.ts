/** What we use of VADER, which comes without types. */
declare module "vader-sentiment" {
  const vader: {
    readonly SentimentIntensityAnalyzer: {
      /** `compound`: -1..1. */
      readonly polarity_scores: (text: string) => { readonly compound: number }
    }
  }
  export default vader
}
