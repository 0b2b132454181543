import { Config, Context, Effect, FileSystem, Layer, Option, Path, Schema } from "effect"
import { homedir } from "node:os"
import { CommandFailed } from "../CommandFailed.ts"
import { holdLock } from "./SessionLock.ts"

/** Who is logged in where, and the tokens to prove it with. */
export const Saved = Schema.Struct({
  url: Schema.String,
  email: Schema.String,
  accessToken: Schema.String,
  /** Milliseconds since 1970 by the clock of this machine. */
  accessExpiresAt: Schema.Int,
  refreshToken: Schema.String
})
export type Saved = typeof Saved.Type

const SavedText = Schema.fromJsonString(Saved)

/** The session that commands share: `luminalib/session.json` in XDG_CONFIG_HOME (~/.config), for its owner only. */
export class SavedSession extends Context.Service<
  SavedSession,
  {
    readonly file: string
    /** None where nobody is logged in. */
    readonly read: Effect.Effect<Option.Option<Saved>, CommandFailed>
    /** Atomic: who reads meanwhile sees the old session or the whole new one. */
    readonly write: (session: Saved) => Effect.Effect<void, CommandFailed>
    readonly remove: Effect.Effect<void, CommandFailed>
    /** Runs the effect while no other command does so: waits up to 30 s for its turn. */
    readonly alone: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E | CommandFailed, R>
  }
>()("luminalib/client/cli/session/SavedSession") {
  static readonly layer = Layer.effect(
    SavedSession,
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const base = yield* Config.String("XDG_CONFIG_HOME").pipe(Config.withDefault(path.join(homedir(), ".config")))
      const directory = path.join(base, "luminalib")
      const file = path.join(directory, "session.json")

      const unusable = (cause: { readonly message: string }) =>
        new CommandFailed({ code: "SESSION_UNUSABLE", text: `The session in ${file} cannot be kept: ${cause.message}` })
      const makeDirectory = Effect.mapError(fs.makeDirectory(directory, { recursive: true, mode: 0o700 }), unusable)

      return SavedSession.of({
        file,
        read: fs.readFileString(file).pipe(
          Effect.flatMap(Schema.decodeEffect(SavedText)),
          Effect.map(Option.some),
          Effect.catchReason("PlatformError", "NotFound", () => Effect.succeed(Option.none())),
          // A file of another version, or half of one: logging in makes it whole.
          Effect.catchTag("SchemaError", () => Effect.succeed(Option.none())),
          Effect.mapError(unusable)
        ),
        write: Effect.fnUntraced(function* (session) {
          yield* makeDirectory
          const draft = `${file}.${crypto.randomUUID()}`
          const text = yield* Effect.orDie(Schema.encodeEffect(SavedText)(session))
          yield* fs.writeFileString(draft, `${text}\n`, { flag: "wx", mode: 0o600 }).pipe(
            Effect.andThen(fs.rename(draft, file)),
            Effect.onError(() => Effect.ignore(fs.remove(draft, { force: true }))),
            Effect.mapError(unusable)
          )
        }),
        remove: Effect.mapError(fs.remove(file, { force: true }), unusable),
        alone: (effect) =>
          Effect.scoped(
            makeDirectory.pipe(
              Effect.andThen(Effect.mapError(holdLock(path.join(directory, "session.lock")), unusable)),
              Effect.andThen(effect)
            )
          )
      })
    })
  )
}
