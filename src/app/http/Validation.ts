import { Cause, Effect, Layer, type Types } from "effect"
import { HttpApiError } from "effect/http-api"
import { SqlError } from "effect/sql"
import { InternalError, Problems, Unavailable, type ValidationFailed } from "#contract/Problem.ts"
import { type Slot, validationFailed } from "#contract/Validation.ts"
import { isTransient } from "#platform/Transactions.ts"

const slots: Readonly<Record<string, Slot>> = { Params: "path", Query: "query", Headers: "header", Payload: "body" }

/** Tells what is wrong with a request that its schema refuses; a response that its schema refuses is our own fault. */
const describe = Effect.fnUntraced(function* (error: HttpApiError.HttpApiSchemaError) {
  const slot = slots[error.kind]
  if (slot !== undefined) return yield* validationFailed(error.cause.issue, slot)
  yield* Effect.logError("an answer does not fit its schema", Cause.fail(error))
  return yield* new InternalError({})
})

/** What a machine did not answer may be asked again; every other defect is a fault of ours. */
const describeDefect = (defect: unknown): Effect.Effect<never, Unavailable> =>
  SqlError.isSqlError(defect) && isTransient(defect)
    ? Effect.andThen(Effect.logWarning("the database does not answer", defect), new Unavailable({}))
    : Effect.die(defect)

/** Turns whatever goes wrong around a call into the problems every call declares. */
export const layer = Layer.succeed(
  Problems,
  Problems.of((httpEffect) =>
    httpEffect.pipe(
      Effect.catch((error): Effect.Effect<never, Types.unhandled | InternalError | ValidationFailed> =>
        HttpApiError.HttpApiSchemaError.is(error) ? describe(error) : Effect.fail(error)
      ),
      Effect.catchDefect(describeDefect)
    )
  )
)
