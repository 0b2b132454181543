import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Data, Effect, FileSystem, Path, Runtime } from "effect"
import { Argument, Command } from "effect/cli"
import type { Evaluation } from "./Evaluation.ts"
import { reviewTopics } from "./ReviewTopics.ts"
import { sentiment } from "./Sentiment.ts"
import { summaries } from "./Summaries.ts"

/** One line for each evaluation; a new one is a new file and a new line. */
const evaluations: ReadonlyArray<Evaluation> = [summaries, sentiment, reviewTopics]

class DataMissing extends Data.TaggedError("DataMissing")<{ readonly what: string }> {
  /** Its message alone is the answer: no trace beside it. */
  override readonly [Runtime.errorReported] = false

  override get message() {
    return `There is no ${this.what}. The evaluation data are not part of the repository: give their folder.`
  }
}

const evaluate = Effect.fnUntraced(function* (folder: string, { file, report }: Evaluation) {
  const files = yield* FileSystem.FileSystem
  const path = (yield* Path.Path).join(folder, file)
  if (!(yield* files.exists(path))) return yield* new DataMissing({ what: `file ${path}` })
  yield* Console.log(yield* report(yield* files.readFileString(path)))
})

const evaluation = Command.make(
  "eval",
  { folder: Argument.String("folder").pipe(Argument.withDescription("Where the evaluation data lie")) },
  Effect.fn(function* ({ folder }) {
    const files = yield* FileSystem.FileSystem
    if (!(yield* files.exists(folder))) return yield* new DataMissing({ what: `folder ${folder}` })
    yield* Effect.forEach(evaluations, (each) => evaluate(folder, each), { discard: true })
  })
).pipe(
  Command.withDescription(
    "Measures the quality of summaries, of what reviews sound like and of what they agree on, on public data"
  )
)

evaluation.pipe(
  Command.run({ version: "1.0.0" }),
  Effect.tapErrorTag("DataMissing", (missing) => Console.error(missing.message)),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain
)
