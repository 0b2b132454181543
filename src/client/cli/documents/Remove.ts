import { Effect } from "effect"
import { Command } from "effect/cli"
import { Library } from "../Library.ts"
import { Screen } from "../output/Screen.ts"
import { documentIdArgument } from "./DocumentId.ts"

export const remove = Command.make(
  "delete",
  { id: documentIdArgument },
  Effect.fnUntraced(function* ({ id }) {
    const { call } = yield* Library
    yield* call((api) => api.documents.remove({ params: { id }, headers: {} }))
    yield* (yield* Screen).line(`deleted  ${id}`)
  })
).pipe(Command.withDescription("Delete a document, its file and all that was read in it"))
