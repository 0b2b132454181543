import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { Console, Data, Effect, FileSystem, Option, Path, Runtime } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { abstention } from "./Abstention.ts"
import { chunkRecall } from "./ChunkRecall.ts"
import { citations } from "./Citations.ts"
import type { Evaluation } from "./Evaluation.ts"
import { passageHits } from "./PassageHits.ts"
import { onRatings, recommender } from "./Recommender.ts"
import { chunkRecallThroughDatabase, passageHitsThroughDatabase } from "./RetrievalThroughDatabase.ts"
import { reviewTopics } from "./ReviewTopics.ts"
import { sentiment } from "./Sentiment.ts"
import { summaries } from "./Summaries.ts"
import { topSentence } from "./TopSentence.ts"

/** One line for each evaluation; a new one is a new file and a new line. */
const evaluations: ReadonlyArray<Evaluation> = [
  summaries,
  sentiment,
  reviewTopics,
  chunkRecall,
  passageHits,
  chunkRecallThroughDatabase,
  passageHitsThroughDatabase,
  topSentence,
  citations,
  ...abstention
]

class DataMissing extends Data.TaggedError("DataMissing")<{ readonly what: string }> {
  /** Its message alone is the answer: no trace beside it. */
  override readonly [Runtime.errorReported] = false

  override get message() {
    return `There is no ${this.what}. The evaluation data are not part of the repository: give their folder.`
  }
}

const textsIn = Effect.fnUntraced(function* (folder: string) {
  const files = yield* FileSystem.FileSystem
  const { join, parse } = yield* Path.Path
  if (!(yield* files.exists(folder))) return yield* new DataMissing({ what: `folder ${folder}` })
  const names = (yield* files.readDirectory(folder)).toSorted()
  const texts = yield* Effect.forEach(names, (name) =>
    Effect.map(files.readFileString(join(folder, name)), (text) => [parse(name).name, text] as const)
  )
  return new Map(texts)
})

const evaluate = Effect.fnUntraced(function* (folder: string, { file, report, texts }: Evaluation) {
  const files = yield* FileSystem.FileSystem
  const { join } = yield* Path.Path
  const path = join(folder, file)
  if (!(yield* files.exists(path))) return yield* new DataMissing({ what: `file ${path}` })
  const others = texts === undefined ? new Map<string, string>() : yield* textsIn(join(folder, texts))
  yield* Console.log(yield* report(yield* files.readFileString(path), others))
})

const evaluateAll = Effect.fnUntraced(function* (folder: string) {
  const files = yield* FileSystem.FileSystem
  if (!(yield* files.exists(folder))) return yield* new DataMissing({ what: `folder ${folder}` })
  yield* Effect.forEach(evaluations, (each) => evaluate(folder, each), { discard: true })
  yield* Console.log(yield* recommender)
})

const evaluateRatings = Effect.fnUntraced(function* (path: string) {
  const files = yield* FileSystem.FileSystem
  if (!(yield* files.exists(path))) return yield* new DataMissing({ what: `file ${path}` })
  yield* Console.log(yield* onRatings(yield* files.readFileString(path)))
})

const evaluation = Command.make(
  "eval",
  {
    folder: Argument.String("folder").pipe(
      Argument.withDescription("Where the evaluation data lie; may be left out where --ratings is given"),
      Argument.optional
    ),
    ratings: Flag.String("ratings").pipe(
      Flag.withDescription("A file of ratings to try the recommender on: user, item, rating, time, with tabs between"),
      Flag.optional
    )
  },
  Effect.fn(function* ({ folder, ratings }) {
    if (Option.isSome(ratings)) yield* evaluateRatings(ratings.value)
    if (Option.isSome(folder)) return yield* evaluateAll(folder.value)
    if (Option.isNone(ratings)) return yield* new DataMissing({ what: "folder given" })
  })
).pipe(
  Command.withDescription(
    "Measures the quality of summaries, of what reviews sound like and of what they agree on, on public data, and of recommendations"
  )
)

evaluation.pipe(
  Command.run({ version: "1.0.0" }),
  Effect.tapErrorTag(["DataMissing", "BadRatings"], ({ message }) => Console.error(message)),
  Effect.provide(NodeServices.layer),
  NodeRuntime.runMain
)
