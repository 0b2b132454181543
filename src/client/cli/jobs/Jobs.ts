import { Command } from "effect/cli"
import { cancel } from "./Cancel.ts"
import { follow } from "./Follow.ts"
import { list } from "./List.ts"
import { retry } from "./Retry.ts"
import { show } from "./Show.ts"

export const jobs = Command.make("jobs").pipe(
  Command.withDescription("Work that outlives the request which asked for it: see it, follow it, steer it"),
  Command.withSubcommands([list, show, follow, retry, cancel])
)
