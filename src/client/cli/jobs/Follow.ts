import { Effect } from "effect"
import { Command } from "effect/cli"
import { JobView } from "#contract/jobs/Job.ts"
import { CommandFailed } from "../CommandFailed.ts"
import { jobIdArgument, jsonFlag } from "../Flags.ts"
import { Screen } from "../output/Screen.ts"
import { followJob } from "./FollowJob.ts"
import { standing } from "./JobText.ts"

export const follow = Command.make(
  "follow",
  { id: jobIdArgument, json: jsonFlag },
  Effect.fnUntraced(function* ({ id, json }) {
    const screen = yield* Screen
    const job = yield* followJob(id, { name: id, isSilent: json })
    if (json) yield* screen.json(JobView, job)
    if (job.status !== "completed") {
      return yield* new CommandFailed({ code: "JOB_NOT_COMPLETED", text: `The job is over: ${standing(job)}` })
    }
  })
).pipe(Command.withDescription("Wait until a job is over; fails unless it completed"))
