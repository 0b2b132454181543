import { Effect, Option, Ref, Schema, Stream } from "effect"
import { Argument, Command, Flag } from "effect/cli"
import { BookId } from "#contract/catalogue/Book.ts"
import { Answer, type Citation, ConversationId, type NewQuestion } from "#contract/intelligence/Answer.ts"
import type { AnswerEvent } from "#contract/intelligence/AnswerEvent.ts"
import { DocumentId } from "#contract/workspace/Document.ts"
import { CommandFailed } from "./CommandFailed.ts"
import { jsonFlag } from "./Flags.ts"
import { Library } from "./Library.ts"
import { Screen } from "./output/Screen.ts"
import { plain } from "./output/Text.ts"

/** A model may take its time. */
const patience = "5 minutes"

const brokenOff = (why: string) =>
  new CommandFailed({ code: "ANSWER_BROKEN_OFF", text: `The answer broke off: ${plain(why)}` })

const sourceLine = ({ index, page, quote, title, verified }: Citation) => {
  const place = page === undefined ? "" : `, p. ${page}`
  return `[${index}] ${plain(title)}${place}: “${plain(quote)}”${verified ? "" : " (not verified)"}`
}

/** Sentence by sentence as they come, then where they stand. */
const tell = Effect.fnUntraced(function* (event: AnswerEvent, cited: Ref.Ref<ReadonlyArray<Citation>>) {
  const { line, note, paint } = yield* Screen
  switch (event.event) {
    case "started":
      return
    case "citation":
      return yield* Ref.update(cited, (before) => [...before, event.data])
    case "delta": {
      const text = plain(event.data.text).trim()
      return yield* line(event.data.supported ? text : paint("yellow", `${text} (only in part)`))
    }
    case "failed":
      return yield* brokenOff(event.data.title)
    case "done": {
      const sources = yield* Ref.get(cited)
      if (sources.length > 0) yield* line(["", ...sources.map(sourceLine)].join("\n"))
      for (const { text, title } of event.data.passages ?? []) yield* note(`Nearest: ${plain(title)}: “${plain(text)}”`)
      if (event.data.budgetExceeded) yield* note("The library has used up its tokens of the month: no model was asked")
      return yield* note(`To ask on: --conversation ${event.data.conversationId}`)
    }
  }
})

const several = <A extends string>(name: string, schema: Schema.Codec<A, string>, description: string) =>
  Flag.String(name).pipe(Flag.withSchema(schema), Flag.withDescription(description), Flag.atLeast(0))

/** `luminalib ask "When did the harbour freeze?"` */
export const ask = Command.make(
  "ask",
  {
    question: Argument.String("question").pipe(Argument.withDescription("What to ask, in quotes")),
    books: several("book", BookId, "Id of a book to search; may be given several times"),
    documents: several("document", DocumentId, "Id of a document to search; may be given several times"),
    conversation: Flag.String("conversation").pipe(
      Flag.withSchema(ConversationId),
      Flag.withDescription("Ask on after an earlier answer"),
      Flag.optional
    ),
    json: jsonFlag
  },
  Effect.fnUntraced(function* ({ books, conversation, documents, json, question }) {
    const { call } = yield* Library
    const screen = yield* Screen
    const payload: NewQuestion = {
      question,
      ...(books.length === 0 ? {} : { bookIds: books }),
      ...(documents.length === 0 ? {} : { documentIds: documents }),
      ...Option.match(conversation, { onNone: () => ({}), onSome: (conversationId) => ({ conversationId }) })
    }
    const headers = json ? {} : { accept: "text/event-stream" }
    const cited = yield* Ref.make<ReadonlyArray<Citation>>([])
    yield* call(
      (api) =>
        Effect.flatMap(api.qa.ask({ headers, payload }), (answer) =>
          Stream.isStream(answer)
            ? Stream.runForEach(answer, (event) => tell(event, cited)).pipe(
                Effect.provideService(Screen, screen),
                Effect.catchTag(["Retry", "SseError"], (error) => Effect.fail(brokenOff(String(error))))
              )
            : screen.json(Schema.toCodecJson(Answer), answer)
        ),
      { patience }
    )
  })
).pipe(Command.withDescription("Ask the library a question, and see where the answer stands"))
