import { type Config, Data, Effect, Runtime, Schema, SchemaIssue } from "effect"
import type { HttpServerError } from "effect/http"
import type { Migrator } from "effect/sql"
import type { SigningKeyError } from "#features/identity/SigningKey.ts"
import type { DatabaseError } from "#platform/database/DatabaseError.ts"
import type { PromptError } from "#platform/PromptError.ts"
import type { RedisEvicts } from "#platform/redis/EvictionPolicy.ts"
import type { StorageError } from "#platform/storage/StorageError.ts"
import * as Telemetry from "#platform/Telemetry.ts"

/** Why a process may not start, or not go on, through no fault of the program. */
type StartFailure =
  | Config.ConfigError
  | DatabaseError
  | HttpServerError.ServeError
  | Migrator.MigrationError
  | PromptError
  | RedisEvicts
  | SigningKeyError
  | StorageError

/** Their tags. */
export const startFailures = [
  "ConfigError",
  "DatabaseError",
  "MigrationError",
  "PromptError",
  "RedisEvicts",
  "ServeError",
  "SigningKeyError",
  "StorageError"
] as const satisfies ReadonlyArray<StartFailure["_tag"]>

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

const ofSettings = ({ cause }: Config.ConfigError): string => {
  if (!Schema.isSchemaError(cause)) return cause.message
  const wrong = issuesOf(cause.issue).issues.map(
    ({ message, path = [] }) => `${path.map(String).join("_")}: ${message}`
  )
  return `A setting is missing or wrong: ${wrong.join("; ")} (.env.example lists them all)`
}

/** What operators are told, in one line. */
export const inOneLine = (failure: StartFailure): string => {
  switch (failure._tag) {
    case "ConfigError":
      return ofSettings(failure)
    case "ServeError":
      return `The server cannot listen: ${failure.cause instanceof Error ? failure.cause.message : String(failure.cause)}`
    default:
      return failure.message
  }
}

/** The process ends, and everything there is to say about it was said. */
export class Stopped extends Data.TaggedError("Stopped") {
  override readonly [Runtime.errorReported] = false
}

/** Tells of a failure that was foreseen in one line, without a trace of the stack, and ends. */
export const explain = Effect.fnUntraced(function* (failure: StartFailure) {
  const line = Effect.logFatal(inOneLine(failure))
  // Unless it is the settings of the log that are wrong, the log is as operators want it.
  yield* line.pipe(
    Effect.provide(Telemetry.layer),
    Effect.catchTag("ConfigError", () => line)
  )
  return yield* new Stopped()
})
