import { Array, Effect, Option, Result, Schema } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { Book } from "#contract/catalogue/Book.ts"
import { JobView } from "#contract/jobs/Job.ts"
import { CommandFailed } from "../CommandFailed.ts"
import { jsonFlag } from "../Flags.ts"
import { followJob } from "../jobs/FollowJob.ts"
import { standing } from "../jobs/JobText.ts"
import { Library } from "../Library.ts"
import { Screen } from "../output/Screen.ts"
import { plain } from "../output/Text.ts"
import { type BookWords, fieldsOf } from "./BookWords.ts"
import type { FileToSend } from "./FileToSend.ts"
import { arrival, sendForm } from "./SendForm.ts"

/** What became of a file, as `--json` says it. */
const Outcome = Schema.Struct({
  file: Schema.String,
  status: Schema.Literals(["uploaded", "failed"]),
  uploadedBefore: Schema.optionalKey(Schema.Boolean),
  book: Schema.optionalKey(Book),
  job: Schema.optionalKey(JobView),
  error: Schema.optionalKey(Schema.Struct({ code: Schema.String, message: Schema.String }))
})
type Outcome = typeof Outcome.Type

const failed = (file: string, { code, text }: CommandFailed): Outcome => ({
  file,
  status: "failed",
  error: { code, message: text }
})

interface Wishes {
  readonly words: BookWords
  readonly isAnew: boolean
  readonly isSilent: boolean
}

const uploadOne = Effect.fnUntraced(function* (path: string, { isAnew, isSilent, words }: Wishes) {
  const screen = yield* Screen
  const form = { path, isAnew, fieldsOf: (file: FileToSend) => fieldsOf(words, file) }
  const sent = yield* Effect.result(sendForm(form, (api, sent) => api.books.add(sent)))
  if (Result.isFailure(sent)) {
    if (!isSilent) yield* screen.note(`${path}  ${screen.paint("red", "failed")}  ${sent.failure.text}`)
    return failed(path, sent.failure)
  }
  const {
    answer: { body: book },
    isKnown
  } = sent.success
  if (!isSilent) yield* screen.line(`${screen.paint("green", "uploaded")}  ${plain(arrival(sent.success, book))}`)
  const outcome: Outcome = { file: path, status: "uploaded", uploadedBefore: isKnown, book }
  return outcome
})

/** Waits for the summary of an uploaded book. */
const waitOne = Effect.fnUntraced(function* (outcome: Outcome, isSilent: boolean) {
  const { book } = outcome
  if (book === undefined) return outcome
  const { call } = yield* Library
  const query = { limit: 1, relatedId: book.id, type: "intelligence.summarize-book" }
  const waited = yield* Effect.result(
    Effect.flatMap(
      call((api) => api.jobs.list({ query })),
      ({ items }) =>
        Option.match(Array.head(items), {
          onNone: () => Effect.succeedNone,
          onSome: ({ id }) => Effect.asSome(followJob(id, { name: outcome.file, isSilent }))
        })
    )
  )
  if (Result.isFailure(waited)) return failed(outcome.file, waited.failure)
  if (Option.isNone(waited.success)) return outcome
  const job = waited.success.value
  return job.status === "completed"
    ? { ...outcome, job }
    : {
        ...failed(outcome.file, new CommandFailed({ code: job.error?.code ?? "JOB_CANCELLED", text: standing(job) })),
        book,
        job
      }
})

const flags = {
  files: Argument.String("file").pipe(Argument.withDescription("PDF or text files"), Argument.variadic({ min: 1 })),
  title: Flag.String("title").pipe(Flag.withDescription("Of the one book; else the file's name"), Flag.optional),
  author: Flag.String("author").pipe(Flag.withDescription("Of all the books; else Unknown"), Flag.optional),
  genre: Flag.String("genre").pipe(Flag.withDescription("Of all the books"), Flag.optional),
  tag: Flag.String("tag").pipe(Flag.withDescription("For all the books; may be repeated"), Flag.atLeast(0)),
  language: Flag.String("language").pipe(Flag.withDescription("Of all the books, e.g. en"), Flag.optional),
  wait: Flag.Boolean("wait").pipe(Flag.withDescription("Wait for the summaries"), Flag.withDefault(false)),
  again: Flag.Boolean("again").pipe(
    Flag.withDescription("Make new books, although the same files were uploaded within a day"),
    Flag.withDefault(false)
  ),
  json: jsonFlag
}

export const upload = Command.make(
  "upload",
  flags,
  Effect.fnUntraced(function* ({ again, author, files, genre, json, language, tag, title, wait }) {
    if (Option.isSome(title) && files.length > 1) {
      return yield* new CommandFailed({ code: "ONE_TITLE", text: "--title is for one file: several would share it" })
    }
    const wishes = { words: { title, author, genre, language, tags: tag }, isAnew: again, isSilent: json }
    // Nothing is sent where nobody is logged in.
    yield* (yield* Library).session
    const uploaded = yield* Effect.forEach(files, (file) => uploadOne(file, wishes))
    const outcomes = wait ? yield* Effect.forEach(uploaded, (outcome) => waitOne(outcome, json)) : uploaded
    const screen = yield* Screen
    if (json) yield* screen.json(Schema.Array(Outcome), outcomes)
    const lost = outcomes.filter(({ status }) => status === "failed").length
    if (lost > 0) {
      return yield* new CommandFailed({ code: "SOME_FAILED", text: `${lost} of ${files.length} files failed` })
    }
  })
).pipe(
  Command.withDescription("Add books with their files, one after another; a file that fails does not stop the others"),
  Command.withExamples([
    {
      command: "luminalib upload harbour.pdf --title 'The Harbour' --author 'Ann Author' --wait",
      description: "One book"
    },
    { command: "luminalib upload letters/*.txt --author 'A Friend' --tag letters", description: "A whole folder" }
  ])
)
