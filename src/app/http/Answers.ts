import { Context, Effect, Predicate, Schema } from "effect"
import { HttpServerResponse } from "effect/http"
import { type HttpApiEndpoint, HttpApiSchema } from "effect/http-api"
import type { Answer } from "#features/idempotency/IdempotencyKeys.ts"

/** Schemas of the contract need nobody's help. */
const noServices = Context.makeUnsafe<unknown>(new Map())
const json = "application/json"

const encode = (schema: Schema.Top, value: unknown) =>
  Schema.encodeUnknownEffect(schema)(value).pipe(Effect.provideContext(noServices))

const decodeHeaders = Schema.decodeUnknownEffect(Schema.Record(Schema.String, Schema.String))

/** What the handler of a call gives, apart: only some calls have headers of their own. */
const partsOf = (schema: Schema.Top, value: unknown) =>
  HttpApiSchema.isWithHeaders(schema) && Predicate.hasProperty(value, "body") && Predicate.hasProperty(value, "headers")
    ? { body: encode(schema.schema, value.body), headers: encode(schema.headers, value.headers), of: schema.schema }
    : { body: encode(schema, value), headers: Effect.succeed({}), of: schema }

/** What a call answers that can be kept: streams, which alone have a `mode`, are over once they are sent. */
const keepable = ({ success }: HttpApiEndpoint.Top) =>
  Array.from(success).filter(
    (schema) => !Predicate.hasProperty(HttpApiSchema.isWithHeaders(schema) ? schema.schema : schema, "mode")
  )

/**
 * What a call answers, as JSON, when its handler gives `value`. For calls that have one kind of success beside streams. A
 * value that is none of theirs is a defect.
 */
export const answerWith = Effect.fnUntraced(
  function* (endpoint: HttpApiEndpoint.Top, value: unknown) {
    const [schema, another] = keepable(endpoint)
    if (schema === undefined || another !== undefined)
      return yield* Effect.die(new Error(`${endpoint.path} has not one success to remember`))
    const { body, headers, of } = partsOf(schema, value)
    const answer: Answer = {
      status: Schema.resolveAnnotations(of)?.httpApiStatus ?? Schema.resolveAnnotationsKey(of)?.httpApiStatus ?? 200,
      headers: { ...(yield* decodeHeaders(yield* headers)), "content-type": json },
      body: JSON.stringify(yield* body)
    }
    return answer
  },
  Effect.catchTag("SchemaError", Effect.die)
)

/** The answer that a response is, if its body is one that can be kept. */
export const answerOf = ({ body, headers, status }: HttpServerResponse.HttpServerResponse): Answer | undefined => {
  switch (body._tag) {
    case "Empty":
      return { status, headers, body: null }
    case "Uint8Array":
      return {
        status,
        headers: { ...headers, "content-type": body.contentType },
        body: new TextDecoder().decode(body.body)
      }
    default:
      return undefined
  }
}

/** The answer once more. */
export const responseOf = ({ body, headers, status }: Answer): HttpServerResponse.HttpServerResponse =>
  body === null
    ? HttpServerResponse.empty({ status, headers })
    : HttpServerResponse.text(body, { status, headers, contentType: headers["content-type"] ?? json })
