import { Cause, Effect, Layer, Option } from "effect"
import { HttpServerRequest } from "effect/http"
import { type HttpApiEndpoint, type HttpApiError, HttpApiMiddleware } from "effect/http-api"
import { SqlError } from "effect/sql"
import {
  InternalError,
  JsonTooDeep,
  MalformedJson,
  Problems,
  Unavailable,
  UnsupportedMediaType
} from "#contract/Problem.ts"
import { type Slot, validationFailed } from "#contract/Validation.ts"
import { isTransient } from "#platform/Transactions.ts"

/** No body of ours is nested as deep as this. */
const maxDepth = 64

const depthOf = (text: string): number => {
  let depth = 0
  let deepest = 0
  for (const character of text) {
    if (character === "[" || character === "{") deepest = Math.max(deepest, ++depth)
    else if (character === "]" || character === "}") depth -= 1
  }
  return deepest
}

const slots: Readonly<Record<string, Slot>> = { Params: "path", Query: "query", Headers: "header", Payload: "body" }

/** Tells what is wrong with a request that its schema refuses; a response that its schema refuses is our own fault. */
const describe = Effect.fnUntraced(function* (error: HttpApiError.HttpApiSchemaError) {
  const slot = slots[error.kind]
  if (slot === undefined) {
    yield* Effect.logError("an answer does not fit its schema", Cause.fail(error))
    return yield* new InternalError({})
  }
  if (slot === "body") yield* describeText(yield* HttpServerRequest.HttpServerRequest)
  return yield* validationFailed(error.cause.issue, slot)
})

/** A body that is no JSON, or JSON without end, is refused as such and not field by field. */
const describeText = Effect.fnUntraced(function* (request: HttpServerRequest.HttpServerRequest) {
  const contentType = request.headers["content-type"] ?? ""
  if (contentType.startsWith("multipart/")) return
  const text = yield* Effect.orElseSucceed(request.text, () => "")
  if (!isJson(text)) return yield* new MalformedJson({})
  if (depthOf(text) > maxDepth) return yield* new JsonTooDeep({})
})

const isJson = (text: string): boolean => Option.isSome(parse(text))
const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** A body must say what it is, in UTF-8 and not compressed: we do not inflate what strangers send. */
const checkBody = (
  request: HttpServerRequest.HttpServerRequest,
  endpoint: HttpApiEndpoint.Top
): Effect.Effect<void, UnsupportedMediaType> => {
  if (endpoint.payload.size === 0 || !hasBody.has(request.method)) return Effect.void
  const contentType = request.headers["content-type"]
  if (contentType === undefined) return new UnsupportedMediaType({ code: "UNSUPPORTED_MEDIA_TYPE" })
  const charset = /;\s*charset="?([^";\s]+)/i.exec(contentType)?.[1]
  if (charset !== undefined && !/^utf-?8$/i.test(charset))
    return new UnsupportedMediaType({ code: "UNSUPPORTED_CHARSET" })
  const encoding = request.headers["content-encoding"] ?? "identity"
  return encoding === "identity" ? Effect.void : new UnsupportedMediaType({ code: "UNSUPPORTED_CONTENT_ENCODING" })
}
const hasBody: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH"])

/** What a machine did not answer may be asked again; every other defect is a fault of ours. */
const describeDefect = (defect: unknown): Effect.Effect<never, Unavailable> =>
  SqlError.isSqlError(defect) && isTransient(defect)
    ? Effect.andThen(Effect.logWarning("the database does not answer", defect), new Unavailable({}))
    : Effect.die(defect)

/** Turns whatever goes wrong around a call into the problems every call declares. */
export const layer = Layer.effect(
  Problems,
  Effect.map(Problems, (described) =>
    Problems.of((httpEffect, options) =>
      Effect.flatMap(HttpServerRequest.HttpServerRequest, (request) =>
        Effect.andThen(checkBody(request, options.endpoint), described(httpEffect, options)).pipe(
          Effect.catchDefect(describeDefect)
        )
      )
    )
  )
).pipe(Layer.provide(HttpApiMiddleware.layerSchemaErrorTransform(Problems, describe)))
