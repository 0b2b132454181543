import { Effect, Option } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { Document } from "#contract/workspace/Document.ts"
import { CommandFailed } from "../CommandFailed.ts"
import { jsonFlag } from "../Flags.ts"
import { followJob } from "../jobs/FollowJob.ts"
import { standing } from "../jobs/JobText.ts"
import { Library } from "../Library.ts"
import { Screen } from "../output/Screen.ts"
import { plain } from "../output/Text.ts"
import { arrival, sendForm } from "../upload/SendForm.ts"

/** Waits until the document is read; fails where it cannot be. */
const waitFor = Effect.fnUntraced(function* ({ id, jobId }: Document, name: string, isSilent: boolean) {
  if (jobId !== null) {
    const job = yield* followJob(jobId, { name, isSilent })
    if (job.status !== "completed") {
      return yield* new CommandFailed({ code: job.error?.code ?? "JOB_CANCELLED", text: standing(job) })
    }
  }
  const { call } = yield* Library
  return yield* call((api) => Effect.map(api.documents.get({ params: { id } }), ({ body }) => body))
})

export const add = Command.make(
  "add",
  {
    file: Argument.String("file").pipe(Argument.withDescription("A PDF, text or Markdown file")),
    title: Flag.String("title").pipe(Flag.withDescription("Else the file's name"), Flag.optional),
    shared: Flag.Boolean("shared").pipe(
      Flag.withDescription("For everybody in the library, not for oneself alone"),
      Flag.withDefault(false)
    ),
    wait: Flag.Boolean("wait").pipe(Flag.withDescription("Wait until it is read"), Flag.withDefault(false)),
    again: Flag.Boolean("again").pipe(
      Flag.withDescription("Make a new document, although the same file was added within a day"),
      Flag.withDefault(false)
    ),
    json: jsonFlag
  },
  Effect.fnUntraced(function* ({ again, file: path, json, shared, title, wait }) {
    const screen = yield* Screen
    const fields = [
      ...Option.match(title, { onNone: () => [], onSome: (title) => [["title", title] as const] }),
      ["visibility", shared ? "organization" : "private"] as const
    ]
    const sent = yield* sendForm({ path, isAnew: again, fieldsOf: () => fields }, (api, form) =>
      api.documents.add(form)
    )
    const { body } = sent.answer
    if (!json) yield* screen.line(`${screen.paint("green", "added")}  ${plain(arrival(sent, body))}`)
    const document = wait ? yield* waitFor(body, path, json) : body
    if (json) yield* screen.json(Document, document)
  })
).pipe(
  Command.withDescription("Add a document"),
  Command.withExamples([
    { command: "luminalib documents add minutes.pdf --shared --wait", description: "For everybody in the library" }
  ])
)
