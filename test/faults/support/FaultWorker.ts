import { Effect, Layer, Metric } from "effect"
import * as Runner from "#jobs/Runner.ts"
import { handlers } from "./FaultJobs.ts"
import { layerPlatform, runProcess } from "./FaultPlatform.ts"

/** How many outcomes were refused to this process because others owned the jobs by then. */
const refused = Effect.map(Metric.snapshot, (metrics) =>
  metrics.reduce(
    (sum, metric) =>
      metric.id === "job_stale_completions_total" && metric.type === "Counter" ? sum + Number(metric.state.count) : sum,
    0
  )
)

/** What was counted, told at the end. */
const account = Layer.effectDiscard(
  Effect.addFinalizer(() => Effect.flatMap(refused, (count) => Effect.logInfo(`outcomes refused: ${count}`)))
)

// A worker of a campaign: the program's runner with handlers that only sleep, do nothing, or harm it.
runProcess(
  Layer.unwrap(Effect.map(handlers, Runner.layer)).pipe(Layer.provideMerge(account), Layer.provide(layerPlatform))
)
