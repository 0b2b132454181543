import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { canRunRedis } from "../support/OwnRedis.ts"
import { describePostgres } from "../support/Services.ts"
import { wrongs } from "./campaign/Findings.ts"
import { cancelledModels } from "./campaign/CancelledModels.ts"
import { frozenWorkers } from "./campaign/FrozenWorkers.ts"
import { heldUpWorkers } from "./campaign/HeldUpWorkers.ts"
import { killedApi } from "./campaign/KilledApi.ts"
import { killedWorkers } from "./campaign/KilledWorkers.ts"
import { lostRedis } from "./campaign/LostRedis.ts"
import { poisonJobs } from "./campaign/PoisonJobs.ts"
import { stoppedWorkers } from "./campaign/StoppedWorkers.ts"

/** Those of the campaign that show something in a few seconds; `npm run test:faults` runs all of them for as long as it takes. */
const quick = [
  killedWorkers,
  lostRedis,
  frozenWorkers,
  stoppedWorkers,
  killedApi,
  cancelledModels,
  poisonJobs,
  heldUpWorkers
]

describePostgres("no job is lost, doubled or made up", () => {
  describe.skipIf(!canRunRedis).concurrent("for all", () => {
    for (const scenario of quick) {
      it.live(
        scenario.name,
        () =>
          Effect.gen(function* () {
            const findings = yield* scenario.run("quick")
            assert.deepStrictEqual(wrongs(findings), [], `FAULT_SEED=${findings.seed}`)
          }),
        60_000
      )
    }
  })
})
