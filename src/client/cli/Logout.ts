import { Effect } from "effect"
import { Command } from "effect/cli"
import { Library } from "./Library.ts"
import { Screen } from "./output/Screen.ts"
import { SavedSession } from "./session/SavedSession.ts"

export const logout = Command.make("logout", {}, () =>
  Effect.gen(function* () {
    const library = yield* Library
    const screen = yield* Screen
    const file = yield* SavedSession
    const { email, url } = yield* library.session
    const told = yield* Effect.result(library.call((api) => api.profile.logOut()))
    yield* file.remove
    yield* told._tag === "Success"
      ? screen.line(`Logged out ${email} at ${url}`)
      : screen.note(
          `${told.failure.text}\nForgotten here; where the server did not hear of it, the session ends unused.`
        )
  })
).pipe(Command.withDescription("End the session, here and at the server"))
