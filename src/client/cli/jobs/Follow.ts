import { Effect } from "effect"
import { Command } from "effect/cli"
import { CommandFailed } from "../CommandFailed.ts"
import { jobIdArgument, jsonFlag } from "../Flags.ts"
import { Screen } from "../output/Screen.ts"
import { followJob } from "./FollowJob.ts"
import { jobJson, standing } from "./JobText.ts"

export const follow = Command.make(
  "follow",
  { id: jobIdArgument, json: jsonFlag },
  Effect.fnUntraced(function* ({ id, json }) {
    const screen = yield* Screen
    const job = yield* followJob(id, { name: id, isSilent: json })
    if (json) yield* screen.json(yield* jobJson(job))
    if (job.status !== "completed") {
      return yield* new CommandFailed({ code: "JOB_NOT_COMPLETED", text: `The job is over: ${standing(job)}` })
    }
  })
).pipe(Command.withDescription("Wait until a job is over; fails unless it completed"))
