import { isUtf8 } from "node:buffer"
import { Context, Effect, Layer, Option } from "effect"
import { Headers, HttpServerRequest } from "effect/http"
import type { HttpApiEndpoint } from "effect/http-api"
import {
  BodyTooLarge,
  JsonTooDeep,
  MalformedJson,
  OptionalBody,
  ReadableBody,
  UnsupportedMediaType
} from "#contract/Problem.ts"

/** No body of ours is nested as deep as this. */
const maxDepth = 64

/** How deep arrays and objects are in one another; brackets inside of strings do not count. */
export const depthOf = (json: string): number => {
  let depth = 0
  let deepest = 0
  let inString = false
  for (let i = 0; i < json.length; i++) {
    const character = json[i]
    if (inString && character === "\\") i++
    else if (character === '"') inString = !inString
    else if (inString) continue
    else if (character === "[" || character === "{") deepest = Math.max(deepest, ++depth)
    else if (character === "]" || character === "}") depth -= 1
  }
  return deepest
}

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))
const isJson = (text: string): boolean => Option.isSome(parse(text))

/** The three bytes of a byte order mark, which JSON must not begin with. Source: RFC 8259, section 8.1. */
const hasByteOrderMark = ([first, second, third]: Uint8Array) => first === 0xef && second === 0xbb && third === 0xbf

/** Fails where the bytes are no JSON in UTF-8, or JSON without end. */
export const checkJson = (bytes: Uint8Array): Effect.Effect<void, MalformedJson | JsonTooDeep> => {
  if (!isUtf8(bytes) || hasByteOrderMark(bytes)) return new MalformedJson({})
  const text = new TextDecoder().decode(bytes)
  if (depthOf(text) > maxDepth) return new JsonTooDeep({})
  return isJson(text) ? Effect.void : new MalformedJson({})
}

/** Fails where a body does not say what it is, or is not in UTF-8, or compressed: we do not inflate what strangers send. */
export const checkMediaType = (
  headers: Readonly<Record<string, string | undefined>>,
  known: Iterable<string>
): Effect.Effect<string, UnsupportedMediaType> => {
  const contentType = headers["content-type"] ?? ""
  const mediaType = (contentType.split(";", 1)[0] ?? "").trim().toLowerCase()
  if (![...known].includes(mediaType)) return new UnsupportedMediaType({ code: "UNSUPPORTED_MEDIA_TYPE" })
  const charset = /;\s*charset="?([^";\s]+)/i.exec(contentType)?.[1]
  if (charset !== undefined && !/^utf-?8$/i.test(charset))
    return new UnsupportedMediaType({ code: "UNSUPPORTED_CHARSET" })
  const isPlain =
    (headers["content-encoding"] ?? "identity").toLowerCase() === "identity" &&
    (headers["transfer-encoding"] ?? "chunked").toLowerCase() === "chunked"
  return isPlain ? Effect.succeed(mediaType) : new UnsupportedMediaType({ code: "UNSUPPORTED_CONTENT_ENCODING" })
}

/** Kept by the request: whoever reads the body afterwards gets the same bytes. */
const bytesOf = (request: HttpServerRequest.HttpServerRequest) =>
  Effect.map(request.arrayBuffer, (buffer) => new Uint8Array(buffer)).pipe(
    Effect.catchReason("HttpServerError", "RequestParseError", (reason) =>
      reason.reason === "BodyTooLarge" ? Effect.fail(new BodyTooLarge({})) : Effect.die(reason)
    ),
    Effect.catchTag("HttpServerError", Effect.die)
  )

/** Source: RFC 9112, section 6.3. */
const hasNoBody = ({ headers }: HttpServerRequest.HttpServerRequest) =>
  headers["transfer-encoding"] === undefined && (headers["content-length"] ?? "0") === "0"

/** The same request with an object that says nothing for its body. */
const withEmptyObject = (request: HttpServerRequest.HttpServerRequest): typeof request =>
  Object.create(request, {
    headers: { value: Headers.set(request.headers, "content-type", "application/json") },
    text: { value: Effect.succeed("{}") }
  })

const check = Effect.fnUntraced(function* (
  request: HttpServerRequest.HttpServerRequest,
  endpoint: HttpApiEndpoint.Top
) {
  const mediaType = yield* checkMediaType(request.headers, endpoint.payload.keys())
  if (mediaType === "application/json") yield* checkJson(yield* bytesOf(request))
})

/** Refuses bodies that cannot be read as what they are said to be. */
export const layer = Layer.succeed(
  ReadableBody,
  ReadableBody.of(
    Effect.fnUntraced(function* (httpEffect, { endpoint }) {
      const request = yield* HttpServerRequest.HttpServerRequest
      if (hasNoBody(request) && Context.get(endpoint.annotations, OptionalBody)) {
        return yield* Effect.provideService(httpEffect, HttpServerRequest.HttpServerRequest, withEmptyObject(request))
      }
      yield* check(request, endpoint)
      return yield* httpEffect
    })
  )
)
