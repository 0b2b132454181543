import { Effect, Random, Schema } from "effect"
import { summarise } from "#platform/extractive/ExtractiveSummary.ts"
import { readText } from "#platform/extractive/ReadText.ts"
import { pairedBootstrap } from "./Bootstrap.ts"
import type { Evaluation } from "./Evaluation.ts"
import { rouge } from "./Rouge.ts"
import type { Rouge } from "./Rouge.ts"

const Papers = Schema.fromJsonString(
  Schema.Array(Schema.Struct({ id: Schema.String, text: Schema.String, abstract: Schema.String }))
)
type Paper = (typeof Papers)["Type"][number]

/** Lengths in words: about that of an abstract, and the roomier one that the product gives a book. */
const budgets = [100, 150]
const measures = ["rouge1", "rouge2", "rougeL"] as const
const seed = "summaries"

interface System {
  readonly name: string
  readonly scores: ReadonlyArray<Rouge>
}

/** What a reader gets who reads only the beginning. */
const lead = (text: string, words: number) => text.trim().split(/\s+/u).slice(0, words).join(" ")

/** Sentences drawn blindly from those that the summary chooses from, as many as fit, in their order. */
const randomSentences = Effect.fnUntraced(function* ({ id, text }: Paper, words: number) {
  const { sentences } = readText(text, {})
  const drawn = yield* Random.shuffle(sentences).pipe(Random.withSeed(`${seed}/${id}`))
  let left = words
  const kept = drawn.filter((sentence) => {
    const fits = sentence.words <= left
    if (fits) left -= sentence.words
    return fits
  })
  return kept
    .toSorted((a, b) => a.start - b.start)
    .map((sentence) => sentence.text)
    .join(" ")
})

const systemsAt = Effect.fnUntraced(function* (papers: ReadonlyArray<Paper>, words: number) {
  const random = yield* Effect.forEach(papers, (paper) => randomSentences(paper, words))
  const scored = (name: string, summaries: ReadonlyArray<string>): System => ({
    name: `${name}-${words}`,
    scores: papers.map((paper, at) => rouge(summaries[at] ?? "", paper.abstract))
  })
  return {
    lead: scored(
      "lead",
      papers.map((paper) => lead(paper.text, words))
    ),
    random: scored("random", random),
    ours: scored(
      "extractive",
      papers.map((paper) => summarise(paper.text, { maxWords: words }).text)
    )
  }
})

const f1 = (system: System, measure: (typeof measures)[number]) => system.scores.map((score) => score[measure].f1)

const row = (name: string, cells: ReadonlyArray<string>) =>
  `${name.padEnd(32)}${cells.map((cell) => cell.padStart(28)).join("")}`

const meanRow = (system: System) =>
  row(
    system.name,
    measures.map((measure) => {
      const values = f1(system, measure)
      return (values.reduce((sum, value) => sum + value, 0) / Math.max(values.length, 1)).toFixed(4)
    })
  )

const differenceRow = Effect.fnUntraced(function* (ours: System, theirs: System) {
  const cells = yield* Effect.forEach(measures, (measure) =>
    pairedBootstrap(f1(ours, measure), f1(theirs, measure), { seed }).pipe(
      Effect.map(({ high, low, mean }) => `${signed(mean)} [${signed(low)}, ${signed(high)}]`)
    )
  )
  return row(`${ours.name} − ${theirs.name}`, cells)
})

const signed = (value: number) => `${value < 0 ? "−" : "+"}${Math.abs(value).toFixed(4)}`

/**
 * Our summaries of papers against the abstracts their authors wrote, beside two that know nothing: the first words,
 * and sentences drawn at random, at the same length; each difference with its paired 95 % bootstrap interval.
 */
export const summaries: Evaluation = {
  file: "papers.json",
  report: Effect.fnUntraced(function* (json) {
    const papers = yield* Schema.decodeEffect(Papers)(json)
    const atBudgets = yield* Effect.forEach(budgets, (words) => systemsAt(papers, words))
    const shortest = atBudgets[0]?.lead
    const rows = yield* Effect.forEach(atBudgets, ({ lead, ours, random }) => {
      const rivals = shortest === undefined || shortest === lead ? [lead, random] : [lead, shortest, random]
      return Effect.map(
        Effect.forEach(rivals, (rival) => differenceRow(ours, rival)),
        (differences) => [...[lead, random, ours].map(meanRow), ...differences]
      )
    })
    const title = `Summaries of ${papers.length} papers against their abstracts, F1 [95 % of 2,000 paired resamples]`
    return [title, row("", ["ROUGE-1", "ROUGE-2", "ROUGE-L"]), ...rows.flat()].join("\n")
  })
}
