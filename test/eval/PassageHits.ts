import { Effect, Schema } from "effect"
import { pairedBootstrap } from "./Bootstrap.ts"
import type { Evaluation } from "./Evaluation.ts"
import { memoryLibrary } from "./MemoryLibrary.ts"
import type { Answer } from "./MemoryLibrary.ts"

const Articles = Schema.fromJsonString(
  Schema.Array(
    Schema.Struct({
      passages: Schema.Array(
        Schema.Struct({
          context: Schema.String,
          questions: Schema.Array(Schema.Struct({ question: Schema.String }))
        })
      )
    })
  )
)

const budget = 2_000
const seed = "passage hits"

const row = Effect.fnUntraced(function* (name: string, values: ReadonlyArray<number>) {
  const { high, low, mean } = yield* pairedBootstrap(
    values,
    values.map(() => 0),
    { seed }
  )
  return `${name.padEnd(32)}${`${mean.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`.padStart(28)}`
})

/**
 * How often what is found first is from the passage that a question was asked about. Each passage of each article is a
 * text of its own without a title, cut to chunks as any text; all of them compete.
 */
export const passageHits: Evaluation = {
  file: "qa-passages.json",
  report: Effect.fnUntraced(function* (json) {
    const passages = (yield* Schema.decodeEffect(Articles)(json)).flatMap((article) => article.passages)
    const ask = memoryLibrary(passages.map(({ context }, at) => ({ id: String(at), title: "", text: context })))
    const hits = passages.flatMap(({ questions }, at) =>
      questions.map(({ question }) => {
        const { chosen, first } = ask(question, budget)
        const hit = (found: Answer["chosen"]) => (found[0]?.sourceId === String(at) ? 1 : 0)
        return { chosen: hit(chosen), first: hit(first) }
      })
    )
    const title = `Passage hit@1 of ${hits.length} questions among ${passages.length} passages [95 % of 2,000 resamples]`
    return [
      title,
      yield* row(
        "first search alone",
        hits.map(({ first }) => first)
      ),
      yield* row(
        "read again, as the product does",
        hits.map(({ chosen }) => chosen)
      )
    ].join("\n")
  })
}
