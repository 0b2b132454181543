import { type Duration, Effect } from "effect"
import type { JobHandler, JobRequest } from "./Job.ts"
import { Ledger } from "./Ledger.ts"

/**
 * Work done again and again: each completion asks, in its own transaction, for the next. The request needs a unique key,
 * so that asking at every start of a worker keeps one such chain going and no more.
 */
export const recurring = Effect.fnUntraced(function* (
  handler: JobHandler,
  request: JobRequest,
  interval: Duration.Input
) {
  const ledger = yield* Ledger
  const next = ledger.enqueue({ ...request, delay: interval })
  const again: JobHandler = {
    job: handler.job,
    run: (attempt) =>
      Effect.map(handler.run(attempt), (completion) => ({
        ...completion,
        commit: Effect.asVoid(Effect.andThen(completion.commit ?? Effect.void, next))
      }))
  }
  return again
})
