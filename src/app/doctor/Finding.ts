import { Cause, type Config, Effect, Option, Schema } from "effect"
import { inOneLine } from "../StartFailure.ts"
import { silenceAt } from "./Reachable.ts"

/** What the doctor says of one thing: `warn` works but may not as wished, `fail` does not work. */
export const Finding = Schema.Struct({
  name: Schema.String,
  state: Schema.Literals(["ok", "warn", "fail"]),
  detail: Schema.String,
  /** What to do about it. */
  remedy: Schema.optionalKey(Schema.String)
})
export type Finding = typeof Finding.Type

export const ok = (name: string, detail: string): Finding => ({ name, state: "ok", detail })
export const warn = (name: string, detail: string, remedy: string): Finding => ({ name, state: "warn", detail, remedy })
export const fail = (name: string, detail: string, remedy: string): Finding => ({ name, state: "fail", detail, remedy })

const messageOf = (error: unknown): string => {
  if (typeof error !== "object" || error === null) return String(error)
  const code = "code" in error && typeof error.code === "string" ? error.code : ""
  // Connection errors of Node have an empty message where several addresses were tried, but always a code.
  return "message" in error && typeof error.message === "string" && error.message !== "" ? error.message : code
}

interface Examined {
  readonly name: string
  /** What to do when it fails, or gives no answer in time. */
  readonly remedy: string
  /** Where it is, if it is reached over the network: tried first. */
  readonly url?: string
}

/** A check that never fails: whatever goes wrong is its finding. */
export const examine = <E, R>(
  { name, remedy, url = "" }: Examined,
  check: Effect.Effect<ReadonlyArray<Finding>, E | Config.ConfigError, R>
): Effect.Effect<ReadonlyArray<Finding>, never, R> =>
  Effect.flatMap(
    silenceAt(url),
    Option.match({ onNone: () => check, onSome: (silence) => Effect.succeed([fail(name, silence, remedy)]) })
  ).pipe(
    Effect.timeoutOrElse({
      duration: "8 seconds",
      orElse: () => Effect.succeed([fail(name, "no answer within 8 s", remedy)])
    }),
    Effect.catchCause((cause) => {
      const error = Cause.squash(cause)
      return Effect.succeed([
        isConfigError(error)
          ? fail(name, inOneLine(error), "mend the setting; .env.example says what each may be")
          : fail(name, messageOf(error), remedy)
      ])
    })
  )

const isConfigError = (error: unknown): error is Config.ConfigError =>
  typeof error === "object" && error !== null && "_tag" in error && error._tag === "ConfigError"
