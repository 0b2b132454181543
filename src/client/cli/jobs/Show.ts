import { Effect } from "effect"
import { Command } from "effect/cli"
import { JobView } from "#contract/jobs/Job.ts"
import { jobIdArgument, jsonFlag } from "../Flags.ts"
import { Library } from "../Library.ts"
import { Screen } from "../output/Screen.ts"
import { showJob } from "./JobText.ts"

export const show = Command.make(
  "show",
  { id: jobIdArgument, json: jsonFlag },
  Effect.fnUntraced(function* ({ id, json }) {
    const { call } = yield* Library
    const job = yield* call((api) => api.jobs.get({ params: { id } }))
    if (!json) return yield* showJob(job)
    const screen = yield* Screen
    yield* screen.json(JobView, job)
  })
).pipe(Command.withDescription("Everything about a job, its failures included"))
