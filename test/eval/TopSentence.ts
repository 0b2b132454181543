import { Effect, Schema } from "effect"
import { evidenceSearch } from "./EvidenceSearch.ts"
import { answerFrom } from "#platform/answers/AnswerFrom.ts"
import type { Evidence, ExtractedAnswer } from "#platform/answers/AnswerFrom.ts"
import { pairedBootstrap } from "./Bootstrap.ts"
import type { Evaluation } from "./Evaluation.ts"
import { containsAnswer, passagesAndQuestions, QaPassages } from "./QaPassages.ts"

const seed = "top-sentence"

const topOf = ({ sentences }: ExtractedAnswer): string => sentences.toSorted((a, b) => b.score - a.score)[0]?.text ?? ""

const row = Effect.fnUntraced(function* (name: string, hits: ReadonlyArray<number>) {
  const { high, low, mean } = yield* pairedBootstrap(
    hits,
    hits.map(() => 0),
    { seed }
  )
  return `${name.padEnd(64)}${`${mean.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`.padStart(28)}`
})

/**
 * Whether the single best sentence holds an accepted answer. All passages of the file are searched for each question; the
 * sentence is chosen from what the search returns within 2,000 tokens. Beside it: the same from the one right passage, and
 * the whole answer of one to three sentences.
 */
export const topSentence: Evaluation = {
  file: "qa-passages.json",
  report: Effect.fnUntraced(function* (json) {
    const { questions, sources } = passagesAndQuestions(yield* Schema.decodeEffect(QaPassages)(json))
    const search = evidenceSearch(sources)
    const judged = questions.map(({ answers, passage, question }) => {
      const right: Evidence = { text: passage, language: "en", score: 1 }
      const found = answerFrom(question, search(question))
      const given = answerFrom(question, [right])
      const holds = (text: string) => (containsAnswer(text, answers) ? 1 : 0)
      return {
        top: holds(topOf(found)),
        answer: holds(found.sentences.map(({ text }) => text).join(" ")),
        given: holds(topOf(given)),
        length: found.sentences.length
      }
    })
    const mean = judged.reduce((sum, { length }) => sum + length, 0) / Math.max(1, judged.length)
    const rows = yield* Effect.all([
      row(
        "top sentence holds the answer",
        judged.map(({ top }) => top)
      ),
      row(
        `answer of ${mean.toFixed(2)} sentences holds it`,
        judged.map(({ answer }) => answer)
      ),
      row(
        "top sentence, given the right passage",
        judged.map(({ given }) => given)
      )
    ])
    const title = `Answers to ${questions.length} questions from ${sources.length} passages [95 % of 2,000 resamples of questions]`
    return [title, ...rows].join("\n")
  })
}
