import { Cause, Effect, Layer } from "effect"
import { type HttpApiError, HttpApiMiddleware } from "effect/http-api"
import { SqlError } from "effect/sql"
import { InternalError, Problems, Unavailable } from "#contract/Problem.ts"
import { type Slot, validationFailed } from "#contract/Validation.ts"
import { StorageError } from "#platform/storage/StorageError.ts"
import { isTransient } from "#platform/Transactions.ts"

const slots: Readonly<Record<string, Slot>> = { Params: "path", Query: "query", Headers: "header", Payload: "body" }

/** Tells what is wrong with a request that its schema refuses; a response that its schema refuses is our own fault. */
const describe = Effect.fnUntraced(function* (error: HttpApiError.HttpApiSchemaError) {
  const slot = slots[error.kind]
  if (slot !== undefined) return yield* validationFailed(error.cause.issue, slot)
  yield* Effect.logError("an answer does not fit its schema", Cause.fail(error))
  return yield* new InternalError({})
})

const isAway = (defect: unknown): boolean =>
  SqlError.isSqlError(defect)
    ? isTransient(defect)
    : defect instanceof StorageError && defect.reason._tag === "StorageUnavailable"

/** What a machine did not answer may be asked again; every other defect is a fault of ours. */
const describeDefect = (defect: unknown): Effect.Effect<never, Unavailable> =>
  isAway(defect)
    ? Effect.andThen(Effect.logWarning("a machine that the call needs does not answer", defect), new Unavailable({}))
    : Effect.die(defect)

const described = HttpApiMiddleware.layerSchemaErrorTransform(Problems, describe)

/** Turns whatever goes wrong around a call into the problems every call declares. */
export const layer = Layer.effect(
  Problems,
  Effect.map(Problems, (describing) =>
    Problems.of((httpEffect, options) => Effect.catchDefect(describing(httpEffect, options), describeDefect))
  )
).pipe(Layer.provide(described))
