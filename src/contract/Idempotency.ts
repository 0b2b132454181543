import { Schema } from "effect"
import { HttpApiError, HttpApiMiddleware } from "effect/http-api"
import type { CurrentUser } from "./Authorization.ts"
import { declare, members } from "./Problem.ts"

/** Chosen by the caller, anew for each thing to create: a UUID is a good one. */
export const IdempotencyKey = Schema.String.check(
  Schema.isPattern(/^[\x20-\x7e]+$/, { expected: "printable ASCII characters, at least one" }),
  Schema.isMaxLength(255, { expected: "at most 255 characters", problemCode: "TOO_LONG" })
).annotate({
  description: [
    "Makes the call safe to repeat for 24 hours: whoever sends it again under the same key, which counts for this caller",
    "and call only, gets the first result, marked by the header `Idempotent-Replayed: true`, and nothing is done twice.",
    "The body must be the same too; of a form its fields and files count, not its boundary. After a refusal or a failure",
    "the key is free again."
  ].join(" "),
  examples: ["0198c0de-6d2f-7b1e-9a51-3f1f5f6f8a10"]
})

/** The headers of a call that is {@link Idempotent}. */
export const idempotencyKey = { "idempotency-key": Schema.optionalKey(IdempotencyKey) }

/** The key was used for something else: take a new one. */
export class IdempotencyKeyReused extends HttpApiError.Problem<IdempotencyKeyReused>()(
  "IdempotencyKeyReused",
  declare({ code: "IDEMPOTENCY_KEY_REUSED", status: 409, title: "The key belongs to another request" }),
  members("IDEMPOTENCY_KEY_REUSED")
) {}

/** The first request under the key is not answered yet. `retryAfterSeconds` is also sent as `Retry-After`. */
export class IdempotencyKeyInUse extends HttpApiError.Problem<IdempotencyKeyInUse>()(
  "IdempotencyKeyInUse",
  declare({ code: "IDEMPOTENCY_KEY_IN_USE", status: 409, title: "The first request under the key is still at work" }),
  { ...members("IDEMPOTENCY_KEY_IN_USE"), retryAfterSeconds: Schema.Int }
) {}

/**
 * For calls that create: with `Idempotency-Key` they are done once, however often they are sent. Needs the header
 * {@link idempotencyKey} and somebody who calls, so it is not for calls of strangers.
 */
export class Idempotent extends HttpApiMiddleware.Service<Idempotent, { requires: CurrentUser }>()(
  "luminalib/contract/Idempotency/Idempotent",
  { error: [IdempotencyKeyReused, IdempotencyKeyInUse] }
) {}
