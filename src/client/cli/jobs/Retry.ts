import { Effect } from "effect"
import { Command } from "effect/cli"
import { JobView } from "#contract/jobs/Job.ts"
import { jobIdArgument, jsonFlag } from "../Flags.ts"
import { Library } from "../Library.ts"
import { Screen } from "../output/Screen.ts"
import { standing } from "./JobText.ts"

export const retry = Command.make(
  "retry",
  { id: jobIdArgument, json: jsonFlag },
  Effect.fnUntraced(function* ({ id, json }) {
    const { call } = yield* Library
    const screen = yield* Screen
    const job = yield* call((api) => api.jobs.retry({ params: { id } }))
    yield* json ? screen.json(JobView, job) : screen.line(`${job.id}  ${standing(job)}`)
  })
).pipe(Command.withDescription("Try a failed or cancelled job again, with all its attempts"))
