import { Context, Effect, Layer } from "effect"
import { makeThread, type ThreadError } from "../threads/Thread.ts"
import type { ExtractedAnswer } from "./AnswerFrom.ts"
import type { AnsweringTasks, Asked, ToCheck } from "./AnsweringWorker.ts"
import type { CheckedSentence } from "./CheckSentence.ts"

const timeoutSeconds = 20

/** Reads passages without a model: to answer from them, and to hold a model's sentences against them. */
export class Answering extends Context.Service<
  Answering,
  {
    /** The sentences that answer the question best (`AnswerFrom.ts`). */
    readonly answer: (asked: Asked) => Effect.Effect<ExtractedAnswer, ThreadError>
    /** What may be shown of a sentence that a model wrote; null when nothing may (`CheckSentence.ts`). */
    readonly check: (toCheck: ToCheck) => Effect.Effect<CheckedSentence | null, ThreadError>
  }
>()("luminalib/platform/answers/Answering") {
  /** On a thread of its own. A caller that leaves does not end it: the next one would have to start it again. */
  static readonly layer = Layer.effect(
    Answering,
    Effect.gen(function* () {
      const thread = yield* makeThread<AnsweringTasks>({
        entry: new URL("./AnsweringWorker.ts", import.meta.url),
        timeoutSeconds
      })
      return Answering.of({
        answer: Effect.fn("Answering.answer")((asked) => Effect.uninterruptible(thread.call("answer", asked))),
        check: Effect.fn("Answering.check")((toCheck) => Effect.uninterruptible(thread.call("check", toCheck)))
      })
    })
  )
}
