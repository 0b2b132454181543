import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import { Book } from "#contract/catalogue/Book.ts"
import * as Page from "#contract/Page.ts"
import { jsonFlag, limitFlag, pageFlag } from "../Flags.ts"
import { Library } from "../Library.ts"
import { morePages } from "../output/MorePages.ts"
import { Screen } from "../output/Screen.ts"
import { printTable } from "../output/Table.ts"
import { cut } from "../output/Text.ts"
import { bytes } from "../output/Units.ts"
import { cover } from "./Cover.ts"
import { show } from "./Show.ts"

const columns = [
  { name: "id" },
  { name: "title" },
  { name: "author" },
  { name: "genre" },
  { name: "file" },
  { name: "size", isNumber: true },
  { name: "summary" }
]

const rowOf = (book: Book) => [
  book.id,
  cut(book.title, 40),
  cut(book.author, 24),
  cut(book.genre ?? "", 16),
  book.file?.type ?? "",
  book.file === null ? "" : bytes(book.file.size),
  book.summary === null ? "" : "yes"
]

export const books = Command.make(
  "books",
  {
    query: Flag.String("query").pipe(
      Flag.withAlias("q"),
      Flag.withDescription("Words to find in title, author, tags, description and summary"),
      Flag.optional
    ),
    limit: limitFlag,
    page: pageFlag,
    json: jsonFlag
  },
  Effect.fnUntraced(function* ({ json, limit, page, query }) {
    const { call } = yield* Library
    const screen = yield* Screen
    const found = Option.match(query, { onNone: () => ({}), onSome: (q) => ({ q }) })
    const answer = yield* call((api) => api.books.list({ query: { limit, page, facets: false, ...found } }))
    if (json) return yield* screen.json(Page.of(Book), answer)
    if (answer.items.length === 0) return yield* screen.note("No books")
    yield* printTable(columns, answer.items.map(rowOf))
    yield* morePages(answer)
  })
).pipe(
  Command.withDescription("The books of the library, newest first, or those found by --query"),
  Command.withExamples([{ command: 'luminalib books --query "harbour master"', description: "Find books" }]),
  Command.withSubcommands([show, cover])
)
