import { Effect, Layer } from "effect"
import * as CatalogueJobs from "#features/catalogue/CatalogueJobs.ts"
import * as IntelligenceJobs from "#features/intelligence/IntelligenceJobs.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Runner from "#jobs/Runner.ts"

/** A worker for every kind of work there is. */
export const layer = Layer.unwrap(
  Effect.gen(function* () {
    const handlers = [...(yield* CatalogueJobs.handlers), ...(yield* IntelligenceJobs.handlers)]
    const ledger = yield* Ledger
    yield* Effect.forEach(CatalogueJobs.atStart, ledger.enqueue)
    return Runner.layer(handlers)
  })
)
