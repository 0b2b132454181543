import { Cause, Option } from "effect"
import { isTransient } from "#platform/Transactions.ts"
import { JobError } from "./Job.ts"

/** What is kept with the job: a code and a message of ours, never the inside of a defect. */
export const toJobError = (cause: Cause.Cause<unknown>): JobError => {
  const error = Option.getOrUndefined(Cause.findErrorOption(cause))
  if (error instanceof JobError) return error
  return isTransient(error)
    ? new JobError({ code: "DATABASE_UNAVAILABLE", message: "The database did not answer.", retry: "later" })
    : new JobError({ code: "INTERNAL_ERROR", message: "Something went wrong.", retry: "later" })
}

/** The attempt took longer than its kind allows. */
export const timedOut = new JobError({
  code: "JOB_TIMED_OUT",
  message: "The attempt took too long.",
  retry: "later"
})
