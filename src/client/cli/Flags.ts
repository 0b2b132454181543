import { Schema } from "effect"
import { Argument, Flag } from "effect/cli"
import { JobId } from "#contract/jobs/Job.ts"

export const jsonFlag = Flag.Boolean("json").pipe(
  Flag.withDescription("Answer as JSON, for programs"),
  Flag.withDefault(false)
)

export const limitFlag = Flag.Int("limit").pipe(
  Flag.withSchema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 }))),
  Flag.withDescription("How many at most, 1 to 100"),
  Flag.withDefault(20)
)

export const pageFlag = Flag.Int("page").pipe(
  Flag.withSchema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 }))),
  Flag.withDescription("Which page, from 1"),
  Flag.withDefault(1)
)

export const jobIdArgument = Argument.String("id").pipe(
  Argument.withSchema(JobId),
  Argument.withDescription("The job's id, as `jobs list` shows it")
)
