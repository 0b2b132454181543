import { Effect, Option } from "effect"
import { Command, Flag } from "effect/cli"
import * as Page from "#contract/Page.ts"
import { Document, DocumentStatus } from "#contract/workspace/Document.ts"
import { jsonFlag, limitFlag, pageFlag } from "../Flags.ts"
import { Library } from "../Library.ts"
import { morePages } from "../output/MorePages.ts"
import { Screen } from "../output/Screen.ts"
import { printTable } from "../output/Table.ts"
import { cut } from "../output/Text.ts"
import { bytes } from "../output/Units.ts"
import { add } from "./Add.ts"
import { remove } from "./Remove.ts"
import { show } from "./Show.ts"

const columns = [
  { name: "id" },
  { name: "title" },
  { name: "for" },
  { name: "file" },
  { name: "size", isNumber: true },
  { name: "status" }
]

const rowOf = ({ error, id, size, status, title, type, visibility }: Document) => [
  id,
  cut(title, 48),
  visibility === "private" ? "me" : "all",
  type,
  bytes(size),
  status === "error" ? (error?.code ?? status) : status
]

export const documents = Command.make(
  "documents",
  {
    query: Flag.String("query").pipe(Flag.withAlias("q"), Flag.withDescription("Words of their titles"), Flag.optional),
    status: Flag.Literals("status", DocumentStatus.literals).pipe(
      Flag.withDescription("Only those in this state"),
      Flag.optional
    ),
    mine: Flag.Boolean("mine").pipe(Flag.withDescription("Only one's own"), Flag.withDefault(false)),
    limit: limitFlag,
    page: pageFlag,
    json: jsonFlag
  },
  Effect.fnUntraced(function* ({ json, limit, mine, page, query, status }) {
    const { call } = yield* Library
    const screen = yield* Screen
    const filter = {
      ...Option.match(query, { onNone: () => ({}), onSome: (q) => ({ q }) }),
      ...Option.match(status, { onNone: () => ({}), onSome: (status) => ({ status }) }),
      ...(mine ? { mine } : {})
    }
    const answer = yield* call((api) => api.documents.list({ query: { limit, page, ...filter } }))
    if (json) return yield* screen.json(Page.of(Document), answer)
    if (answer.items.length === 0) return yield* screen.note("No documents")
    yield* printTable(columns, answer.items.map(rowOf))
    yield* morePages(answer)
  })
).pipe(
  Command.withDescription("One's own documents and those of the library, newest first"),
  Command.withExamples([{ command: "luminalib documents --mine", description: "What one brought oneself" }]),
  Command.withSubcommands([add, show, remove])
)
