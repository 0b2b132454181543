import { Effect, Layer } from "effect"
import * as CatalogueJobs from "#features/catalogue/CatalogueJobs.ts"
import * as IdentityJobs from "#features/identity/IdentityJobs.ts"
import { Sessions } from "#features/identity/Sessions.ts"
import * as IntelligenceJobs from "#features/intelligence/IntelligenceJobs.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Runner from "#jobs/Runner.ts"

/** A worker for every kind of work there is. */
export const layer = Layer.unwrap(
  Effect.gen(function* () {
    const ofFeatures = yield* Effect.all([IdentityJobs.handlers, CatalogueJobs.handlers, IntelligenceJobs.handlers])
    const ledger = yield* Ledger
    yield* Effect.forEach([...IdentityJobs.atStart, ...CatalogueJobs.atStart], ledger.enqueue)
    return Runner.layer(ofFeatures.flat())
  })
).pipe(Layer.provide(Sessions.layer))
