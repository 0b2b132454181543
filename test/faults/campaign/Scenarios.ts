import { cancelledModels } from "./CancelledModels.ts"
import { frozenWorkers } from "./FrozenWorkers.ts"
import { heldUpWorkers } from "./HeldUpWorkers.ts"
import { killedApi } from "./KilledApi.ts"
import { killedWorkers } from "./KilledWorkers.ts"
import { lostDatabase } from "./LostDatabase.ts"
import { lostRedis } from "./LostRedis.ts"
import { noisyNeighbour } from "./NoisyNeighbour.ts"
import { poisonJobs } from "./PoisonJobs.ts"
import { schedulers } from "./Schedulers.ts"
import { stoppedWorkers } from "./StoppedWorkers.ts"

/** The scenarios of the campaign that the oracle judges, in their order. */
export const scenarios = [
  killedWorkers,
  lostRedis,
  lostDatabase,
  frozenWorkers,
  stoppedWorkers,
  killedApi,
  noisyNeighbour,
  schedulers,
  cancelledModels,
  poisonJobs,
  heldUpWorkers
]
