import { Agent, type Dispatcher, fetch as undiciFetch } from "@effect/platform-node/Undici"
import { Data, Effect, Schema, Stream } from "effect"
import type { AiError } from "effect/ai"
import { type ChatRequest, Ollama } from "ollama"
import { retryAfterMs } from "./RetryAfter.ts"
import { jsonLinesOnly, OllamaUnreadable } from "./OllamaLines.ts"
import { busy, down, refused, tooLong } from "./ProviderFailure.ts"

/** An answer other than 2xx, with what the package would not tell: its headers. */
class OllamaRejection extends Schema.TaggedError<OllamaRejection>()("OllamaRejection", {
  status: Schema.Finite,
  detail: Schema.String,
  retryAfter: Schema.NullOr(Schema.String)
}) {}

/** What we read of a line of `/api/chat`. Counts come with the last line, which is `done`. */
export class OllamaPart extends Schema.Class<OllamaPart>("OllamaPart")({
  message: Schema.optional(Schema.Struct({ content: Schema.optional(Schema.NullOr(Schema.String)) })),
  done: Schema.optional(Schema.Boolean),
  done_reason: Schema.optional(Schema.String),
  prompt_eval_count: Schema.optional(Schema.Finite),
  eval_count: Schema.optional(Schema.Finite)
}) {}

const ErrorBody = Schema.fromJsonString(Schema.Struct({ error: Schema.String }))

const messageOf = (body: string) => {
  const decoded = Schema.decodeOption(ErrorBody)(body)
  return decoded._tag === "Some" ? decoded.value.error : body.slice(0, 300)
}

/** The `fetch` that the package uses for one call: it ends with the call, waits as long as we do, and keeps headers. */
const fetchFor =
  (dispatcher: Dispatcher, abort: AbortSignal): typeof fetch =>
  async (input, init) => {
    const signals = init?.signal ? [abort, init.signal] : [abort]
    const response = await undiciFetch(String(input), {
      method: init?.method ?? "GET",
      headers: Object.entries(init?.headers ?? {}).map(([name, value]) => [name, String(value)]),
      body: typeof init?.body === "string" ? init.body : null,
      signal: AbortSignal.any(signals),
      dispatcher
    })
    if (!response.ok) {
      throw new OllamaRejection({
        status: response.status,
        detail: messageOf(await response.text()),
        retryAfter: response.headers.get("retry-after")
      })
    }
    return new Response(response.body === null ? null : jsonLinesOnly(response.body), { status: response.status })
  }

const fromRejection = Effect.fnUntraced(function* (rejection: OllamaRejection, model: string) {
  const { detail, status } = rejection
  if (status === 429 || status === 503) {
    return busy(yield* retryAfterMs((name) => (name === "retry-after" ? rejection.retryAfter : undefined)))
  }
  if (status === 404) return refused(`${detail}. Run: ollama pull ${model}`)
  if (/context (length|window|size)|exceeds.*context/i.test(detail)) return tooLong()
  return status >= 500 || status === 408 ? down("server-error", detail) : refused(detail)
})

/** Whatever a promise of the package was rejected with. */
class OllamaFailure extends Data.TaggedError("OllamaFailure")<{ readonly cause: unknown }> {}

const failed = ({ cause }: OllamaFailure, model: string, phase: "connection" | "cut-stream") => {
  if (cause instanceof OllamaRejection) return Effect.flatMap(fromRejection(cause, model), Effect.fail)
  if (cause instanceof OllamaUnreadable) return Effect.fail(down("server-error", cause.detail))
  return Effect.fail(down(phase, cause instanceof Error ? String(cause.cause ?? cause.message) : String(cause)))
}

/** The two things we ask an Ollama server. */
export interface OllamaClient {
  /** The lines of the answer. Ends with a line that is `done`, or fails. */
  readonly chat: (request: ChatRequest & { stream: true }) => Stream.Stream<OllamaPart, AiError.AiError>
  /** Names of the models that are there. */
  readonly models: Effect.Effect<ReadonlyArray<string>, AiError.AiError>
}

const decodePart = (part: unknown) =>
  Schema.decodeUnknownEffect(OllamaPart)(part).pipe(
    Effect.mapError((error) => down("server-error", `unexpected line: ${error.message}`))
  )

/** Talks to one server through the `ollama` package. Closing the scope of a call closes its connection. */
export const makeOllamaClient = Effect.fnUntraced(function* (host: string, model: string) {
  const dispatcher = yield* Effect.acquireRelease(
    // A prompt may be read for minutes before the first byte comes; `Resilience` sets the limit.
    Effect.sync(() => new Agent({ headersTimeout: 0, bodyTimeout: 0, connectTimeout: 10_000 })),
    (agent) => Effect.promise(() => agent.destroy())
  )
  const connection = Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => new AbortController()),
      (controller) => Effect.sync(() => controller.abort())
    ),
    ({ signal }) => new Ollama({ host, fetch: fetchFor(dispatcher, signal) })
  )
  const attempt = <A>(phase: "connection" | "cut-stream", run: () => Promise<A>) =>
    Effect.tryPromise({ try: run, catch: (cause) => new OllamaFailure({ cause }) }).pipe(
      Effect.catch((error) => failed(error, model, phase))
    )

  const client: OllamaClient = {
    chat: (request) =>
      Stream.unwrap(
        Effect.gen(function* () {
          const ollama = yield* connection
          const lines = yield* attempt("connection", () => ollama.chat(request))
          const iterator = lines[Symbol.asyncIterator]()
          const next = attempt("cut-stream", () => iterator.next())
          return Stream.unfold(undefined, () =>
            Effect.map(next, (line) => (line.done === true ? undefined : ([line.value, undefined] as const)))
          ).pipe(Stream.mapEffect(decodePart))
        })
      ),
    models: Effect.scoped(
      Effect.gen(function* () {
        const ollama = yield* connection
        const { models } = yield* attempt("connection", () => ollama.list())
        return models.map(({ name }) => name)
      })
    )
  }
  return client
})
