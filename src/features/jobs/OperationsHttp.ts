import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "#contract/Api.ts"
import { CurrentUser } from "#contract/Authorization.ts"
import { Operations } from "./Operations.ts"

/** Answers the calls of operators. */
export const layer = HttpApiBuilder.group(
  Api,
  "operations",
  Effect.fnUntraced(function* (handlers) {
    const operations = yield* Operations
    return handlers.handleAll({
      queues: () => operations.queues,
      kinds: () => operations.kinds,
      pauseQueue: ({ params }) => CurrentUser.use((actor) => operations.pauseQueue(actor, params.name)),
      resumeQueue: ({ params }) => CurrentUser.use((actor) => operations.resumeQueue(actor, params.name)),
      pauseKind: ({ params }) => CurrentUser.use((actor) => operations.pauseKind(actor, params.kind)),
      resumeKind: ({ params }) => CurrentUser.use((actor) => operations.resumeKind(actor, params.kind)),
      jobs: ({ query }) => operations.list(query),
      job: ({ params }) => operations.get(params.id),
      retryJobs: ({ payload }) => CurrentUser.use((actor) => operations.retryAll(actor, payload)),
      replayJobs: ({ payload }) => CurrentUser.use((actor) => operations.replayAll(actor, payload)),
      retryJob: ({ params }) => CurrentUser.use((actor) => operations.retry(actor, params.id)),
      cancelJob: ({ params }) => CurrentUser.use((actor) => operations.cancel(actor, params.id))
    })
  })
)
