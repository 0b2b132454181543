import { Effect } from "effect"
import { Command } from "effect/cli"
import { JobView } from "#contract/jobs/Job.ts"
import { jobIdArgument, jsonFlag } from "../Flags.ts"
import { Library } from "../Library.ts"
import { Screen } from "../output/Screen.ts"
import { standing } from "./JobText.ts"

export const cancel = Command.make(
  "cancel",
  { id: jobIdArgument, json: jsonFlag },
  Effect.fnUntraced(function* ({ id, json }) {
    const { call } = yield* Library
    const screen = yield* Screen
    const job = yield* call((api) => api.jobs.cancel({ params: { id } }))
    yield* json ? screen.json(JobView, job) : screen.line(`${job.id}  ${standing(job)}`)
  })
).pipe(Command.withDescription("Cancel a job: one that waits at once, one that runs within seconds"))
