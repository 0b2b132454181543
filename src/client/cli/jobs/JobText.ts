import { DateTime, Effect } from "effect"
import type { JobStatus, JobView } from "#contract/jobs/Job.ts"
import { Screen, type Style } from "../output/Screen.ts"
import { plain } from "../output/Text.ts"
import { duration, moment, percent } from "../output/Units.ts"

const styles: Record<JobStatus, Style> = {
  pending: "dim",
  running: "cyan",
  completed: "green",
  failed: "red",
  cancelled: "yellow"
}

/** Nothing comes after these. */
export const isOver = ({ status }: JobView) => status !== "pending" && status !== "running"

/** How long the job ran, in seconds; null while it has not ended. */
export const secondsOf = ({ finishedAt, startedAt }: JobView): number | null =>
  startedAt === null || finishedAt === null
    ? null
    : (DateTime.toEpochMillis(finishedAt) - DateTime.toEpochMillis(startedAt)) / 1000

/** `running 45% part 3 of 7 (attempt 2 of 12)`: where a job stands, in one line. */
export const standing = (job: JobView): string => {
  const seconds = secondsOf(job)
  return [
    job.status,
    ...(job.status === "running" ? [percent(job.progress)] : []),
    ...(job.phase === null || isOver(job) ? [] : [plain(job.phase)]),
    ...(job.attempts > 1 ? [`(attempt ${job.attempts} of ${job.maxAttempts})`] : []),
    ...(isOver(job) && seconds !== null ? [`in ${duration(seconds)}`] : []),
    ...(job.error === null || job.status === "completed" ? [] : [`${job.error.code}: ${plain(job.error.message)}`])
  ].join(" ")
}

/** The status with its colour. */
export const paintStatus = (status: JobStatus, text: string) =>
  Effect.map(Screen, ({ paint }) => paint(styles[status], text))

const line = (name: string, value: string) => `${name.padEnd(10)}${value}`

/** Everything there is to know of a job. */
export const showJob = Effect.fnUntraced(function* (job: JobView) {
  const { line: print } = yield* Screen
  const lines = [
    line("job", job.id),
    line("type", job.type),
    line("status", yield* paintStatus(job.status, standing(job))),
    line("about", job.relatedId ?? "-"),
    line("attempts", `${job.attempts} of ${job.maxAttempts}`),
    line("queued", moment(job.queuedAt)),
    ...(isOver(job) ? [] : [line("due", moment(job.runAt))]),
    line("started", moment(job.startedAt) || "-"),
    line("finished", moment(job.finishedAt) || "-"),
    ...(job.traceId === null ? [] : [line("trace", job.traceId)]),
    ...(job.result === null ? [] : [line("result", JSON.stringify(job.result))]),
    ...job.errors.map(({ at, attempt, code, message }) =>
      line("failure", `attempt ${attempt}, ${moment(at)}: ${code}: ${plain(message)}`)
    )
  ]
  yield* print(lines.join("\n"))
})
