import { Effect, Ref } from "effect"
import { Argument, Command } from "effect/cli"
import { BookId } from "#contract/catalogue/Book.ts"
import { Cover } from "#contract/catalogue/Cover.ts"
import { jsonFlag } from "../Flags.ts"
import { Library } from "../Library.ts"
import { Screen } from "../output/Screen.ts"
import { fileToSend } from "../upload/FileToSend.ts"

export const cover = Command.make(
  "cover",
  {
    id: Argument.String("id").pipe(Argument.withSchema(BookId), Argument.withDescription("The book's id")),
    file: Argument.String("file").pipe(Argument.withDescription("A PNG, JPEG or WebP of at most 5 MiB")),
    json: jsonFlag
  },
  Effect.fnUntraced(function* ({ file: path, id, json }) {
    const { call } = yield* Library
    const screen = yield* Screen
    const file = yield* fileToSend(path)
    const payload = new FormData()
    payload.append("file", yield* file.part(yield* Ref.make(0)))
    const answer = yield* call((api) => api.covers.put({ params: { id }, payload }), { patience: "5 minutes" })
    yield* json
      ? screen.json(Cover, answer)
      : screen.line(`${id}  ${answer.contentType}  ${answer.width} × ${answer.height}`)
  })
).pipe(
  Command.withDescription("Give a book its cover"),
  Command.withExamples([
    { command: "luminalib books cover 019a3c2e-7f10-7b1e-9c55-0d6f4a1b2c3d dune.jpg", description: "From a picture" }
  ])
)
