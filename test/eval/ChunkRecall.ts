import { Effect, Schema } from "effect"
import { pairedBootstrap } from "./Bootstrap.ts"
import type { Evaluation } from "./Evaluation.ts"
import { memoryLibrary } from "./MemoryLibrary.ts"
import type { Answer } from "./MemoryLibrary.ts"

const Questions = Schema.fromJsonString(
  Schema.Array(
    Schema.Struct({
      question: Schema.String,
      corpus: Schema.String,
      references: Schema.Array(Schema.Struct({ start: Schema.Int, end: Schema.Int }))
    })
  )
)
type Question = (typeof Questions)["Type"][number]

const budget = 2_000
const seed = "chunk recall"

/** The share of the characters of a question's references that stand in what was found, each reference by itself. */
const recallOf = ({ corpus, references }: Question, found: Answer["chosen"]) => {
  const spans = found
    .filter(({ sourceId }) => sourceId === corpus)
    .map(({ chunks }) => ({ start: chunks[0]?.start ?? 0, end: chunks.at(-1)?.end ?? 0 }))
  let wanted = 0
  let covered = 0
  for (const { end, start } of references) {
    for (let at = start; at < end; at++) {
      wanted++
      if (spans.some((span) => span.start <= at && at < span.end)) covered++
    }
  }
  return covered / Math.max(wanted, 1)
}

const nothing = (values: ReadonlyArray<number>) => values.map(() => 0)

const row = Effect.fnUntraced(function* (name: string, values: ReadonlyArray<number>) {
  const { high, low, mean } = yield* pairedBootstrap(values, nothing(values), { seed })
  return `${name.padEnd(32)}${`${mean.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`.padStart(28)}`
})

/**
 * How much of what answers a question stands in the passages that are handed on, at most 2,000 tokens by the product's
 * count, which is about 6,000 characters of English. All texts are in one library; their titles are their names.
 */
export const chunkRecall: Evaluation = {
  file: "chunk-questions.json",
  texts: "chunk-corpora",
  report: Effect.fnUntraced(function* (json, texts) {
    const questions = yield* Schema.decodeEffect(Questions)(json)
    const ask = memoryLibrary(Array.from(texts, ([id, text]) => ({ id, title: id.replaceAll("_", " "), text })))
    const answers = questions.map((question) => {
      const { chosen, first } = ask(question.question, budget)
      return { corpus: question.corpus, chosen: recallOf(question, chosen), first: recallOf(question, first) }
    })
    const corpora = [...texts.keys()].filter((name) => answers.some(({ corpus }) => corpus === name))
    const rows = [
      yield* row(
        "first search alone",
        answers.map(({ first }) => first)
      ),
      yield* row(
        "read again, as the product does",
        answers.map(({ chosen }) => chosen)
      ),
      ...(yield* Effect.forEach(corpora, (name) =>
        row(
          `  ${name}`,
          answers.filter(({ corpus }) => corpus === name).map(({ chosen }) => chosen)
        )
      ))
    ]
    const title = `Chunk recall at ${budget} tokens over ${questions.length} questions [95 % of 2,000 resamples]`
    return [title, ...rows].join("\n")
  })
}
