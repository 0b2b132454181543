import { Effect, Schema } from "effect"
import { answerFrom } from "#platform/answers/AnswerFrom.ts"
import { pairedBootstrap } from "./Bootstrap.ts"
import type { Evaluation } from "./Evaluation.ts"
import { evidenceSearch } from "./EvidenceSearch.ts"
import { passagesAndQuestions, QaPassages } from "./QaPassages.ts"
import type { Source } from "./MemoryLibrary.ts"
import { unanswerable, unanswerableForTuning } from "./Unanswerable.ts"
import type { Unanswerable } from "./Unanswerable.ts"

const ChunkQuestions = Schema.fromJsonString(Schema.Array(Schema.Struct({ question: Schema.String })))
const seed = "abstention"

const row = Effect.fnUntraced(function* (name: string, refused: ReadonlyArray<boolean>) {
  const hits = refused.map((each) => (each ? 1 : 0))
  const { high, low, mean } = yield* pairedBootstrap(
    hits,
    hits.map(() => 0),
    { seed }
  )
  const share = `${hits.filter((hit) => hit === 1).length} of ${hits.length}`
  return `${name.padEnd(44)}${share.padStart(16)}${`${mean.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`.padStart(28)}`
})

const report = Effect.fnUntraced(function* (
  over: Unanswerable["over"],
  sources: ReadonlyArray<Source>,
  answerable: ReadonlyArray<string>
) {
  const search = evidenceSearch(sources)
  const refused = (questions: ReadonlyArray<string>) =>
    questions.map((question) => !answerFrom(question, search(question)).known)
  const asked = (questions: ReadonlyArray<Unanswerable>) =>
    questions.filter((each) => each.over === over).map(({ question }) => question)
  const rows = yield* Effect.all([
    row("unanswerable", refused(asked(unanswerable))),
    row("unanswerable, seen while tuning", refused(asked(unanswerableForTuning))),
    row("answerable", refused(answerable))
  ])
  return [`Questions refused over ${sources.length} texts of ${over} [95 % of 2,000 resamples]`, ...rows].join("\n")
})

/** How often the library says that it does not know: of questions that its texts do not answer, and of those they do. */
export const abstention: ReadonlyArray<Evaluation> = [
  {
    file: "qa-passages.json",
    report: Effect.fnUntraced(function* (json) {
      const { questions, sources } = passagesAndQuestions(yield* Schema.decodeEffect(QaPassages)(json))
      return yield* report(
        "qa-passages.json",
        sources,
        questions.map(({ question }) => question)
      )
    })
  },
  {
    file: "chunk-questions.json",
    texts: "chunk-corpora",
    report: Effect.fnUntraced(function* (json, texts) {
      const questions = yield* Schema.decodeEffect(ChunkQuestions)(json)
      const sources = Array.from(texts, ([id, text]) => ({ id, title: id, text }))
      return yield* report(
        "chunk-corpora",
        sources,
        questions.map(({ question }) => question)
      )
    })
  }
]
