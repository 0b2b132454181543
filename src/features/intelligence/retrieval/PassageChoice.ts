import { Context, Effect, Layer } from "effect"
import { makeThread } from "#platform/threads/Thread.ts"
import type { ChoiceRequest, ChoiceTasks, Chosen } from "./ChoiceWorker.ts"

/** Reads what was found once more, closely, and chooses from it. */
export class PassageChoice extends Context.Service<
  PassageChoice,
  {
    /**
     * The chunks that best answer the question, the best first, together no longer than the budget. Where they cannot be
     * read in time, the first that were found.
     */
    readonly choose: (request: ChoiceRequest) => Effect.Effect<ReadonlyArray<Chosen>>
  }
>()("luminalib/features/intelligence/retrieval/PassageChoice") {
  /** On a thread of each process, questions in turn: about 20 ms for one. */
  static readonly layer = Layer.effect(
    PassageChoice,
    Effect.gen(function* () {
      const thread = yield* makeThread<ChoiceTasks>({
        entry: new URL("./ChoiceWorker.ts", import.meta.url),
        timeoutSeconds: 10
      })
      return PassageChoice.of({
        choose: Effect.fn("PassageChoice.choose")((request) =>
          thread
            .call("choose", request)
            .pipe(
              Effect.catchTag("ThreadError", (error) =>
                Effect.as(Effect.logWarning(`passages are told in the order found: ${error.message}`), inOrder(request))
              )
            )
        )
      })
    })
  )
}

const inOrder = ({ budget, found }: ChoiceRequest): ReadonlyArray<Chosen> => {
  let left = budget
  return found.candidates.flatMap(({ id, tokens }, at) => {
    if (tokens > left) return []
    left -= tokens
    return [{ ids: [id], score: 1 / (at + 1) }]
  })
}
