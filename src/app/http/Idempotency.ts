import { Data, Effect, Exit, Layer, Schema, Stream } from "effect"
import { HttpServerRequest, HttpServerResponse } from "effect/http"
import type { HttpApiEndpoint } from "effect/http-api"
import { SqlClient } from "effect/sql"
import { CurrentUser } from "#contract/Authorization.ts"
import { IdempotencyKey, IdempotencyKeyInUse, IdempotencyKeyReused, Idempotent } from "#contract/Idempotency.ts"
import { uploadLimits } from "#features/catalogue/files/UploadLimits.ts"
import { type Answer, IdempotencyKeys, type Reservation, type Reserved } from "#features/idempotency/IdempotencyKeys.ts"
import { type Remember, Remembering } from "#features/idempotency/Remember.ts"
import { answerOf, answerWith, responseOf } from "./Answers.ts"
import { fingerprintOf, fingerprintOfForm, FormFingerprint } from "./Fingerprint.ts"

/** Another request took the key over: the transaction that would answer a second time must not commit. */
class ReservationLost extends Data.TaggedError("ReservationLost") {}

const isKey = Schema.is(IdempotencyKey)
const isForm = ({ headers }: HttpServerRequest.HttpServerRequest) =>
  /^\s*multipart\//i.test(headers["content-type"] ?? "")

/** What a request asks for. */
interface Asked {
  /** What of it can be told before the call; null for a form, which is read by the call. */
  readonly known: string | null
  /** Undefined while a form has not been read to its end. */
  readonly fingerprint: () => string | undefined
  /** The request for the call to read. */
  readonly request: HttpServerRequest.HttpServerRequest
}

/** The same request, whose form is looked at as it is read. */
const observed = (request: HttpServerRequest.HttpServerRequest, form: FormFingerprint): typeof request =>
  Object.create(request, { multipartStream: { get: () => form.observe(request.multipartStream) } })

const askedBy = Effect.fnUntraced(function* (
  request: HttpServerRequest.HttpServerRequest,
  { payload }: HttpApiEndpoint.Top
) {
  if (isForm(request)) {
    const form = new FormFingerprint(request.url)
    const asked: Asked = { known: null, fingerprint: () => form.digest(), request: observed(request, form) }
    return asked
  }
  const body = payload.size === 0 ? new ArrayBuffer(0) : yield* Effect.orDie(request.arrayBuffer)
  const known = fingerprintOf(request.url, new Uint8Array(body))
  const asked: Asked = { known, fingerprint: () => known, request }
  return asked
})

type Call = Parameters<Idempotent["Service"]>[0]

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const keys = yield* IdempotencyKeys
  const limits = yield* uploadLimits

  /** In a minute the key is free anyway. */
  const release = (reserved: Reserved) =>
    Effect.catchTag(keys.release(reserved), "SqlError", (error) =>
      Effect.logWarning("an Idempotency-Key stays reserved for a minute", error)
    )

  /** Answers as the one before was answered, if that asked for the same. A form is read for this, and not kept. */
  const again = Effect.fnUntraced(function* (
    { known, request }: Asked,
    found: Exclude<Reservation, { readonly _tag: "Reserved" }>
  ) {
    if (found._tag === "Running") {
      if (known !== null && found.fingerprint !== null && known !== found.fingerprint)
        return yield* new IdempotencyKeyReused({})
      return yield* new IdempotencyKeyInUse({ retryAfterSeconds: found.retryAfterSeconds })
    }
    const fingerprint =
      known ?? (yield* fingerprintOfForm(request.url, Stream.provideContext(request.multipartStream, limits.ofForm)))
    if (fingerprint !== found.fingerprint) return yield* new IdempotencyKeyReused({})
    return HttpServerResponse.setHeader(responseOf(found.answer), "idempotent-replayed", "true")
  })

  /** Gives the call the means to remember its answer, and keeps what it answers where it did not use them. */
  const first = Effect.fnUntraced(function* (
    call: Call,
    endpoint: HttpApiEndpoint.Top,
    asked: Asked,
    reserved: Reserved
  ) {
    let remembered: Answer | undefined
    const remember: Remember<unknown> = Effect.fnUntraced(function* (value) {
      const fingerprint = asked.fingerprint()
      if (fingerprint === undefined)
        return yield* Effect.die(new Error("an answer was to be remembered before its form was read"))
      const answer = yield* answerWith(endpoint, value)
      if (!(yield* keys.complete(reserved, fingerprint, answer))) return yield* Effect.die(new ReservationLost())
      yield* sql.afterCommit(
        Effect.sync(() => {
          remembered = answer
        })
      )
    })
    const response = yield* call.pipe(
      Effect.provideService(Remembering, remember),
      Effect.provideService(HttpServerRequest.HttpServerRequest, asked.request),
      Effect.catchDefect((defect) =>
        defect instanceof ReservationLost
          ? Effect.fail(new IdempotencyKeyInUse({ retryAfterSeconds: 1 }))
          : Effect.die(defect)
      )
    )
    // What is sent now is what will be sent again, to the byte.
    if (remembered !== undefined) return responseOf(remembered)
    yield* keep(response, asked, reserved)
    return response
  })

  /** For calls that change nothing, or nothing that a second time would change again. Whatever goes wrong, they were done. */
  const keep = Effect.fnUntraced(
    function* (response: HttpServerResponse.HttpServerResponse, asked: Asked, reserved: Reserved) {
      const answer = response.status < 400 ? answerOf(response) : undefined
      const fingerprint = asked.fingerprint()
      if (answer === undefined || fingerprint === undefined) return yield* keys.release(reserved)
      yield* keys.complete(reserved, fingerprint, answer)
    },
    Effect.catchTag("SqlError", (error) => Effect.logWarning("an answer could not be remembered", error))
  )

  return Idempotent.of(
    Effect.fnUntraced(function* (call, { endpoint }) {
      const request = yield* HttpServerRequest.HttpServerRequest
      const key = request.headers["idempotency-key"]
      // One that is none is refused by the call, which declares the header.
      if (key === undefined || !isKey(key)) return yield* call
      const { id: userId, organizationId } = yield* CurrentUser
      const asked = yield* askedBy(request, endpoint)
      const route = `${endpoint.method} ${endpoint.path}`
      return yield* Effect.acquireUseRelease(
        Effect.catchTag(keys.reserve({ organizationId, userId, route, key }, asked.known), "SqlError", Effect.die),
        (found): ReturnType<Idempotent["Service"]> =>
          found._tag === "Reserved" ? first(call, endpoint, asked, found) : again(asked, found),
        (found, exit) => (found._tag === "Reserved" && Exit.isFailure(exit) ? release(found) : Effect.void)
      )
    })
  )
})

/**
 * Does what is asked for under an `Idempotency-Key` once. Without the header a call costs nothing more; with it two
 * statements: one reserves the key, and one, in the transaction of the call, remembers the answer, or frees the key where
 * there is none worth remembering. A repetition costs one, and for a form its hashing.
 */
export const layer = Layer.effect(Idempotent, make).pipe(Layer.provide(IdempotencyKeys.layer))
