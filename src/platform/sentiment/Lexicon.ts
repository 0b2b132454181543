import vader from "vader-sentiment"
import model from "wink-eng-lite-web-model"
import winkNlp from "wink-nlp"
import { sentencesOf } from "../extractive/Sentences.ts"

/** How an English text sounds by word lists. */
export interface LexiconSentiment {
  /** Mean over its sentences, -1..1. */
  readonly score: number
  /** Share of its sentences in which either list knows a word, 0..1. */
  readonly coverage: number
  /** How far apart the two lists are, 0..2: mean over the sentences. */
  readonly discord: number
}

const wink = winkNlp(model, ["sbd", "negation", "sentiment"])
const { sentiment } = wink.its

const within = (score: number) => Math.max(-1, Math.min(1, score))
const byWink = (sentence: string): number => {
  const score = wink.readDoc(sentence).out(sentiment)
  return typeof score === "number" ? within(score) : 0
}

/**
 * The mean of two word lists, VADER and that of wink-nlp, which err on different sentences: together they are nearer to
 * what people say than either alone (`npm run eval`). Both are for English. 5,000 characters take about 10 ms; the lists
 * are read when the module is loaded, which takes 0.2 s.
 *
 * Source: Hutto & Gilbert, "VADER", ICWSM 2014.
 */
export const lexiconSentiment = (text: string): LexiconSentiment => {
  const found = sentencesOf(text, "en").map((sentence) => sentence.text.replace(/\s+/gu, " "))
  const sentences = found.length > 0 ? found : [text]
  const pairs = sentences.map((sentence) => ({
    vader: within(vader.SentimentIntensityAnalyzer.polarity_scores(sentence).compound),
    wink: byWink(sentence)
  }))
  const mean = (value: (pair: (typeof pairs)[number]) => number) =>
    pairs.reduce((sum, pair) => sum + value(pair), 0) / pairs.length
  return {
    score: mean((pair) => (pair.vader + pair.wink) / 2),
    coverage: mean((pair) => (pair.vader === 0 && pair.wink === 0 ? 0 : 1)),
    discord: mean((pair) => Math.abs(pair.vader - pair.wink))
  }
}
