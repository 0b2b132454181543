import { Effect, Schema } from "effect"
import { consensusOf } from "#platform/extractive/Consensus.ts"
import { lexRank } from "#platform/extractive/LexRank.ts"
import { countWords, makeTerms } from "#platform/extractive/Terms.ts"
import { pairedBootstrap } from "./Bootstrap.ts"
import type { Evaluation } from "./Evaluation.ts"
import { rouge, type Rouge } from "./Rouge.ts"

const Topics = Schema.fromJsonString(
  Schema.Array(
    Schema.Struct({
      topic: Schema.String,
      sentences: Schema.Array(Schema.String),
      gold: Schema.Array(Schema.String)
    })
  )
)
type Topic = (typeof Topics)["Type"][number]

/** About as long as people's: theirs have 17 words on average. */
const words = 20
const measures = ["rouge1", "rouge2", "rougeL"] as const
const seed = "topics"

/** As many sentences in this order as fit; at least the beginning of the first. */
const fill = (sentences: ReadonlyArray<string>): string => {
  let left = words
  const kept = sentences.filter((sentence) => {
    const fits = countWords(sentence) <= left
    if (fits) left -= countWords(sentence)
    return fits
  })
  return kept.length > 0 ? kept.join(" ") : (sentences[0] ?? "").split(" ").slice(0, words).join(" ")
}

const lead = ({ sentences }: Topic) => fill(sentences)

/** Source: Mihalcea & Tarau, "TextRank", EMNLP 2004: words in common over the logarithms of both lengths. */
const textRank = ({ sentences }: Topic): string => {
  const termsOf = makeTerms("en")
  const terms = sentences.map((sentence) => new Set(termsOf(sentence)))
  const lengths = sentences.map((sentence) => Math.log(Math.max(2, countWords(sentence))))
  const neighbours = sentences.map((): Array<{ to: number; weight: number }> => [])
  for (let a = 0; a < sentences.length; a++) {
    for (let b = 0; b < a; b++) {
      const common = [...(terms[a] ?? [])].filter((term) => terms[b]?.has(term) === true).length
      const weight = common / ((lengths[a] ?? 1) + (lengths[b] ?? 1))
      if (common === 0) continue
      neighbours[a]?.push({ to: b, weight })
      neighbours[b]?.push({ to: a, weight })
    }
  }
  const rank = lexRank({ neighbours }, { damping: 0.85 })
  const order = sentences.map((_, at) => at).toSorted((a, b) => (rank[b] ?? 0) - (rank[a] ?? 0))
  return fill(order.flatMap((at) => sentences[at] ?? []))
}

const ours = ({ sentences }: Topic) =>
  consensusOf(
    sentences.map((text) => ({ text, weight: 1 })),
    { maxWords: words, language: "en" }
  )

interface System {
  readonly name: string
  readonly scores: ReadonlyArray<ReadonlyArray<Rouge>>
}

const systemOf = (name: string, topics: ReadonlyArray<Topic>, summarise: (topic: Topic) => string): System => ({
  name,
  scores: topics.map((topic) => {
    const summary = summarise(topic)
    return topic.gold.map((reference) => rouge(summary, reference))
  })
})

const meanOf = (values: ReadonlyArray<number>) => values.reduce((sum, value) => sum + value, 0) / values.length

/** Of each topic: the mean over what each person wrote. */
const f1 = (system: System, measure: (typeof measures)[number]) =>
  system.scores.map((scores) => meanOf(scores.map((score) => score[measure].f1)))

const row = (name: string, cells: ReadonlyArray<string>) =>
  `${name.padEnd(32)}${cells.map((cell) => cell.padStart(28)).join("")}`

const signed = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`

const meanRow = (system: System) =>
  Effect.map(
    Effect.forEach(measures, (measure) =>
      pairedBootstrap(
        f1(system, measure),
        system.scores.map(() => 0),
        { seed }
      )
    ),
    (intervals) =>
      row(
        system.name,
        intervals.map(({ high, low, mean }) => `${mean.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`)
      )
  )

const differenceRow = (system: System, rival: System) =>
  Effect.map(
    Effect.forEach(measures, (measure) => pairedBootstrap(f1(system, measure), f1(rival, measure), { seed })),
    (intervals) =>
      row(
        `${system.name} − ${rival.name}`,
        intervals.map(({ high, low, mean }) => `${signed(mean)} [${signed(low)}, ${signed(high)}]`)
      )
  )

/** What many reviewers say of one thing in twenty words, against what people made of it, beside lead and TextRank. */
export const reviewTopics: Evaluation = {
  file: "review-topics.json",
  report: Effect.fnUntraced(function* (json) {
    const topics = yield* Schema.decodeEffect(Topics)(json)
    const rivals = [systemOf("lead", topics, lead), systemOf("textrank", topics, textRank)]
    const consensus = systemOf("consensus", topics, ours)
    const rows = yield* Effect.all([
      ...[...rivals, consensus].map(meanRow),
      ...rivals.map((rival) => differenceRow(consensus, rival))
    ])
    const title = `Consensus of ${topics.length} topics in ${words} words, F1 [95 % of 2,000 resamples of topics]`
    return [title, row("", ["ROUGE-1", "ROUGE-2", "ROUGE-L"]), ...rows].join("\n")
  })
}
