import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { JobStatus, JobView } from "#contract/jobs/Job.ts"
import * as Page from "#contract/Page.ts"
import { jsonFlag, limitFlag, pageFlag } from "../Flags.ts"
import { Library } from "../Library.ts"
import { morePages } from "../output/MorePages.ts"
import { Screen } from "../output/Screen.ts"
import { printTable } from "../output/Table.ts"
import { moment, percent } from "../output/Units.ts"

const columns = [
  { name: "id" },
  { name: "status" },
  { name: "type" },
  { name: "progress", isNumber: true },
  { name: "attempts", isNumber: true },
  { name: "queued" },
  { name: "error" }
]

const rowOf = (job: JobView) => [
  job.id,
  job.status,
  job.type,
  percent(job.progress),
  `${job.attempts}/${job.maxAttempts}`,
  moment(job.queuedAt),
  job.status === "completed" ? "" : (job.error?.code ?? "")
]

export const list = Command.make(
  "list",
  {
    status: Flag.Literals("status", JobStatus.literals).pipe(
      Flag.withDescription("Only those that are so"),
      Flag.optional
    ),
    type: Flag.String("type").pipe(
      Flag.withDescription("Only those of the type, e.g. intelligence.summarize-book"),
      Flag.optional
    ),
    about: Flag.String("about").pipe(Flag.withDescription("Only those about this, e.g. a book's id"), Flag.optional),
    limit: limitFlag,
    page: pageFlag,
    json: jsonFlag
  },
  Effect.fnUntraced(function* ({ about, json, limit, page, status, type }) {
    const { call } = yield* Library
    const screen = yield* Screen
    const answer = yield* call((api) =>
      api.jobs.list({
        query: {
          limit,
          page,
          ...Option.match(status, { onNone: () => ({}), onSome: (status) => ({ status }) }),
          ...Option.match(type, { onNone: () => ({}), onSome: (type) => ({ type }) }),
          ...Option.match(about, { onNone: () => ({}), onSome: (relatedId) => ({ relatedId }) })
        }
      })
    )
    if (json) return yield* screen.json(Page.of(JobView), answer)
    if (answer.items.length === 0) return yield* screen.note("No jobs")
    yield* printTable(columns, answer.items.map(rowOf))
    yield* morePages(answer)
  })
).pipe(Command.withDescription("Jobs, newest first: one's own; all of the library's for its staff"))
