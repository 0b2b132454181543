import { Effect } from "effect"
import { JobView } from "#contract/jobs/Job.ts"
import type { Keeper } from "#features/identity/PersonalData.ts"
import { asJson } from "#features/identity/PersonalJson.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { jobView } from "./JobView.ts"

const encodeJobs = asJson(JobView)
/** They go with time anyway. */
const newest = 10_000

/** The jobs somebody asked for. They stay, for whoever they are about: who asked is only noted, as an id. */
export const keeper = Effect.map(Ledger, (ledger): Keeper => ({
  name: "jobs",
  collect: ({ id: createdBy, organizationId }) =>
    Effect.flatMap(ledger.list({ organizationId, createdBy, limit: newest }), (rows) => encodeJobs(rows.map(jobView))),
  forget: () => Effect.void
}))
