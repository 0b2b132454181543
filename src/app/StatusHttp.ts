import { Clock, Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api, version } from "#contract/Api.ts"
import { CurrentUser } from "#contract/Authorization.ts"
import { jobsCounted } from "#contract/operations/StatusApi.ts"
import { QueueStats } from "#jobs/QueueStats.ts"
import { Database } from "#platform/Database.ts"
import { Readiness } from "./Readiness.ts"

/** How the installation does, for the staff of its libraries. Of other libraries it tells nothing but how long work waits. */
export const layer = HttpApiBuilder.group(
  Api,
  "status",
  Effect.fnUntraced(function* (handlers) {
    const readiness = yield* Readiness
    const stats = yield* QueueStats
    const { profile } = yield* Database
    const startedAt = yield* Clock.currentTimeMillis

    const status = Effect.fn("Status.get")(
      function* ({ organizationId }: CurrentUser["Service"]) {
        const { dependencies, status } = yield* readiness.state
        const queues = yield* stats.queues
        return {
          version,
          uptimeSeconds: Math.round(((yield* Clock.currentTimeMillis) - startedAt) / 1000),
          profile,
          status,
          dependencies,
          queues: queues.map(({ oldestReadySeconds, paused, queue }) => ({ queue, oldestReadySeconds, paused })),
          jobs: yield* stats.newestOf(organizationId, jobsCounted)
        }
      },
      Effect.catchTag("SqlError", Effect.die)
    )
    return handlers.handleAll({ get: () => CurrentUser.use(status) })
  })
)
