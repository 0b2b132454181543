import { Effect, Ref, Schedule } from "effect"
import type { JobId, JobView } from "#contract/jobs/Job.ts"
import type { CommandFailed } from "../CommandFailed.ts"
import { Library } from "../Library.ts"
import { Screen } from "../output/Screen.ts"
import { isOver, paintStatus, standing } from "./JobText.ts"

/** A server that restarts is waited for as long as this. */
const outage = "2 minutes"

/** Where lines cannot be drawn anew, progress is news every so many percent. */
const step = 10

const newsOf = ({ attempts, phase, progress, status }: JobView) =>
  [status, phase ?? "", attempts, Math.floor((progress * 100) / step)].join("|")

/** Asked again while nobody answers. */
const patiently = <A, R>(asked: Effect.Effect<A, CommandFailed, R>) =>
  Effect.gen(function* () {
    const screen = yield* Screen
    const hasTold = yield* Ref.make(false)
    return yield* asked.pipe(
      Effect.tapError(({ code }) =>
        code !== "NO_ANSWER"
          ? Effect.void
          : Effect.flatMap(Ref.getAndSet(hasTold, true), (told) =>
              told ? Effect.void : screen.note("Nobody answers; asking on for 2 minutes")
            )
      ),
      Effect.retry({
        while: ({ code }) => code === "NO_ANSWER",
        schedule: Schedule.spaced("1 second").pipe(Schedule.upTo({ duration: outage }))
      })
    )
  })

/**
 * Waits until the job is over, and says meanwhile where it stands: in one line that moves, or in a line for each change
 * where lines cannot be drawn anew. `name` goes before each line.
 */
export const followJob = Effect.fnUntraced(function* (id: JobId, options: { name: string; isSilent: boolean }) {
  const { call } = yield* Library
  const screen = yield* Screen
  const told = yield* Ref.make("")
  const look = patiently(call((api) => api.jobs.get({ params: { id } })))

  const tell = Effect.fnUntraced(function* (job: JobView) {
    if (options.isSilent) return
    const text = `${options.name}  ${yield* paintStatus(job.status, standing(job))}`
    if (isOver(job)) return yield* screen.line(text)
    if (screen.canAnimate) return yield* screen.status(text)
    const isNews = (yield* Ref.getAndSet(told, newsOf(job))) !== newsOf(job)
    if (isNews) yield* screen.line(text)
  })

  return yield* Effect.tap(look, tell).pipe(
    Effect.repeat({
      until: isOver,
      // Quick ones are seen to end at once, long ones cost little.
      schedule: Schedule.min([Schedule.exponential("100 millis", 1.3), Schedule.spaced("2 seconds")])
    })
  )
})
