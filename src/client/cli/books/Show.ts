import { Effect, Schema } from "effect"
import { Argument, Command } from "effect/cli"
import { Book, BookId } from "#contract/catalogue/Book.ts"
import { Analysis } from "#contract/intelligence/Analysis.ts"
import { jsonFlag } from "../Flags.ts"
import { Library } from "../Library.ts"
import { Screen } from "../output/Screen.ts"
import { plain } from "../output/Text.ts"
import { bytes, moment } from "../output/Units.ts"

const Answer = Schema.Struct({ book: Book, analysis: Analysis })

const line = (name: string, value: string) => `${name.padEnd(10)}${plain(value)}`

/** Only what there is. */
const lineWhere = (name: string, value: string | null) => (value === null || value === "" ? [] : [line(name, value)])

const inLines = ({ analysis: { summary }, book }: typeof Answer.Type) => [
  line("book", book.id),
  line("title", book.title),
  line("author", book.author),
  ...lineWhere("genre", book.genre),
  ...lineWhere("year", book.publishedYear === null ? null : `${book.publishedYear}`),
  ...lineWhere("isbn", book.isbn),
  ...lineWhere("language", book.language),
  ...lineWhere("tags", book.tags.join(", ")),
  ...lineWhere("about", book.description),
  ...lineWhere("file", book.file === null ? null : `${book.file.name}, ${bytes(book.file.size)}`),
  line("added", moment(book.createdAt)),
  line("summary", summary.status === "ready" ? `by ${summary.model ?? "a model"}` : summary.status),
  ...lineWhere("job", summary.jobId),
  ...(summary.error === undefined ? [] : [line("failure", `${summary.error.code}: ${summary.error.message}`)]),
  ...(summary.text === null ? [] : ["", ...summary.text.split("\n").map(plain)])
]

export const show = Command.make(
  "show",
  {
    id: Argument.String("id").pipe(Argument.withSchema(BookId), Argument.withDescription("The book's id")),
    json: jsonFlag
  },
  Effect.fnUntraced(function* ({ id, json }) {
    const { call } = yield* Library
    const screen = yield* Screen
    const answer = yield* call((api) =>
      Effect.all(
        {
          book: Effect.map(api.books.get({ params: { id } }), ({ body }) => body),
          analysis: api.intelligence.analysis({ params: { id } })
        },
        { concurrency: 2 }
      )
    )
    yield* json ? screen.json(Answer, answer) : screen.line(inLines(answer).join("\n"))
  })
).pipe(Command.withDescription("A book and its summary"))
