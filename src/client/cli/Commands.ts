import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Layer } from "effect"
import { Command } from "effect/cli"
import { ask } from "./Ask.ts"
import { books } from "./books/Books.ts"
import { deadLetters } from "./deadletters/DeadLetters.ts"
import { documents } from "./documents/Documents.ts"
import { jobs } from "./jobs/Jobs.ts"
import { Library } from "./Library.ts"
import { login } from "./Login.ts"
import { logout } from "./Logout.ts"
import { notifications } from "./notifications/Notifications.ts"
import { upload } from "./upload/Upload.ts"
import { Screen } from "./output/Screen.ts"
import { queues } from "./queues/Queues.ts"
import { SavedSession } from "./session/SavedSession.ts"
import { whoami } from "./Whoami.ts"

/** What commands stand on: built when one runs, not for `--help`. */
const layer = Layer.merge(
  Screen.layer,
  Library.layer.pipe(Layer.provideMerge(SavedSession.layer), Layer.provide(NodeHttpClient.layerNodeHttp))
)

/** What people do with a library that runs somewhere: calls of its API. */
export const commands = [
  Command.provide(login, layer),
  Command.provide(logout, layer),
  Command.provide(whoami, layer),
  Command.provide(upload, layer),
  Command.provide(books, layer),
  Command.provide(ask, layer),
  Command.provide(documents, layer),
  Command.provide(notifications, layer),
  Command.provide(jobs, layer),
  Command.provide(queues, layer),
  Command.provide(deadLetters, layer)
] as const
