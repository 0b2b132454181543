import { Context, Effect, Layer } from "effect"
import { makeThread, type ThreadError } from "../threads/Thread.ts"
import type { Interactions } from "./Interactions.ts"
import type { Trained, TrainingOptions } from "./Training.ts"
import type { Advance, TrainingTasks } from "./TrainingWorker.ts"

const entry = new URL("./TrainingWorker.ts", import.meta.url)

/** A hundredth of the longest training takes seconds. */
const stepTimeoutSeconds = 300

/** Learns from who had what, without keeping the server from answering. */
export class Trainer extends Context.Service<
  Trainer,
  {
    /**
     * Trains on a thread of its own, which ends with it; interrupting ends it at once. `report` is told how far it is,
     * 0..1. The same interactions and options give the same model. Memory: `Ease.ts`, `Als.ts`.
     */
    readonly train: (
      interactions: Interactions,
      options: TrainingOptions,
      report: (progress: number) => Effect.Effect<void>
    ) => Effect.Effect<Trained, ThreadError>
  }
>()("luminalib/platform/recommender/Trainer") {
  static readonly layer = Layer.succeed(Trainer, {
    train: Effect.fn("Trainer.train")(function* (
      interactions: Interactions,
      options: TrainingOptions,
      report: (progress: number) => Effect.Effect<void>
    ) {
      const thread = yield* makeThread<TrainingTasks>({ entry, timeoutSeconds: stepTimeoutSeconds })
      yield* thread.call("begin", { interactions, options })
      let advance: Advance = yield* thread.call("advance", 0)
      while ("progress" in advance) {
        yield* report(advance.progress)
        advance = yield* thread.call("advance", advance.progress)
      }
      return advance.trained
    }, Effect.scoped)
  })
}
