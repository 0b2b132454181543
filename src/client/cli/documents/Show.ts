import { Effect, Option, Schema } from "effect"
import { Command, Flag } from "effect/cli"
import { TextPart } from "#contract/intelligence/TextPart.ts"
import { Document } from "#contract/workspace/Document.ts"
import { jsonFlag } from "../Flags.ts"
import { Library } from "../Library.ts"
import { Screen } from "../output/Screen.ts"
import { plain } from "../output/Text.ts"
import { bytes, moment } from "../output/Units.ts"
import { documentIdArgument } from "./DocumentId.ts"

const Answer = Schema.Struct({ document: Document, content: Schema.optionalKey(TextPart) })

const line = (name: string, value: string) => `${name.padEnd(10)}${plain(value)}`

/** Only what there is. */
const lineWhere = (name: string, value: string | null) => (value === null ? [] : [line(name, value)])

const inLines = ({ content, document }: typeof Answer.Type) => [
  line("document", document.id),
  line("title", document.title),
  line("for", document.visibility === "private" ? "its owner" : "the library"),
  line("file", `${document.fileName}, ${bytes(document.size)}`),
  ...lineWhere("pages", document.pages === null ? null : `${document.pages}`),
  ...lineWhere("language", document.language),
  line("changed", moment(document.updatedAt)),
  line("status", document.status),
  ...lineWhere("job", document.jobId),
  ...(document.error === undefined ? [] : [line("failure", `${document.error.code}: ${document.error.message}`)]),
  ...(content === undefined ? [] : ["", ...content.text.split("\n").map(plain)])
]

export const show = Command.make(
  "show",
  {
    id: documentIdArgument,
    page: Flag.Int("page").pipe(Flag.withDescription("With the text of a page"), Flag.optional),
    text: Flag.Boolean("text").pipe(Flag.withDescription("With the beginning of its text"), Flag.withDefault(false)),
    json: jsonFlag
  },
  Effect.fnUntraced(function* ({ id, json, page, text }) {
    const { call } = yield* Library
    const screen = yield* Screen
    const part = Option.match(page, { onNone: () => (text ? {} : undefined), onSome: (page) => ({ page }) })
    const answer = yield* call((api) =>
      Effect.gen(function* () {
        const { body: document } = yield* api.documents.get({ params: { id } })
        if (part === undefined) return { document }
        return { document, content: yield* api.documents.content({ params: { id }, query: part }) }
      })
    )
    yield* json ? screen.json(Answer, answer) : screen.line(inLines(answer).join("\n"))
  })
).pipe(Command.withDescription("A document, and what stands in it"))
