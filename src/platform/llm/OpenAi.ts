import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Config, Effect, Layer, Option, Redacted, Ref, Stream } from "effect"
import type { AiError, LanguageModel } from "effect/ai"
import { HttpClient, type HttpClientError, HttpClientRequest, type HttpClientResponse } from "effect/http"
import { askedObject, objectCodec } from "./AskedObject.ts"
import { LlmCall } from "./LlmCall.ts"
import { type LlmInfo, LlmProvider } from "./LlmProvider.ts"
import { fromEvents, type ModelEvent } from "./ModelStream.ts"
import { fromEventStream, fromWholeBody, type Price } from "./OpenAiAnswer.ts"
import { chatBody, temperature } from "./OpenAiBody.ts"
import { type OpenAiDialect, poorerDialect, richestDialect } from "./OpenAiDialect.ts"
import { failureOf, problemFromText } from "./OpenAiFailure.ts"
import { down, toLlmError } from "./ProviderFailure.ts"

/**
 * `OPENAI_BASE_URL` (default https://api.openai.com/v1; OpenRouter, Hugging Face, vLLM and others work as well),
 * `OPENAI_API_KEY` (a local server may need none), `OPENAI_MODEL` (required), `OPENAI_CONTEXT_TOKENS` (128000), and for
 * the cost of an answer `OPENAI_PRICE_INPUT_PER_MTOK` and `OPENAI_PRICE_OUTPUT_PER_MTOK` (USD per million tokens).
 */
const openAiConfig = Config.all({
  baseUrl: Config.NonEmptyString("OPENAI_BASE_URL").pipe(Config.withDefault("https://api.openai.com/v1")),
  apiKey: Config.option(Config.Redacted("OPENAI_API_KEY")),
  model: Config.NonEmptyString("OPENAI_MODEL"),
  contextTokens: Config.Int("OPENAI_CONTEXT_TOKENS").pipe(Config.withDefault(128_000)),
  priceInput: Config.option(Config.Finite("OPENAI_PRICE_INPUT_PER_MTOK")),
  priceOutput: Config.option(Config.Finite("OPENAI_PRICE_OUTPUT_PER_MTOK"))
})

type OpenAiSettings = Config.Success<typeof openAiConfig>

const priceOf =
  ({ priceInput, priceOutput }: OpenAiSettings): Price =>
  (inputTokens, outputTokens) =>
    Option.isNone(priceInput) && Option.isNone(priceOutput)
      ? undefined
      : (inputTokens * Option.getOrElse(priceInput, () => 0) + outputTokens * Option.getOrElse(priceOutput, () => 0)) /
        1_000_000

type Response = HttpClientResponse.HttpClientResponse

/** The failure of a request that got no answer. */
export const notConnected = (error: HttpClientError.HttpClientError) =>
  down("connection", String(error.reason.cause ?? error.message))

/** Headers by their names in lower case. */
export const header = (response: Response) => (name: string) => response.headers[name]

/** Sends one request, in the best dialect that was not refused; what is learned is kept in `dialect`. */
const sender = (client: HttpClient.HttpClient, settings: OpenAiSettings, dialect: Ref.Ref<OpenAiDialect>) =>
  Effect.fnUntraced(function* (options: LanguageModel.ProviderOptions) {
    const { maxOutputTokens } = yield* LlmCall
    const object = yield* askedObject(options)
    while (true) {
      const tried = yield* Ref.get(dialect)
      const request = HttpClientRequest.post("/chat/completions").pipe(
        HttpClientRequest.bodyJsonUnsafe(chatBody(settings.model, options.prompt, object, tried, maxOutputTokens))
      )
      const response = yield* client.execute(request).pipe(Effect.mapError(notConnected))
      if (response.status < 300) return response
      const problem = problemFromText(yield* response.text.pipe(Effect.mapError(notConnected)))
      const refusal = response.status === 400 || response.status === 422 ? problem.message : ""
      const poorer = poorerDialect(tried, refusal, object !== undefined)
      if (poorer === undefined) {
        return yield* Effect.flatMap(failureOf(response.status, problem, header(response)), Effect.fail)
      }
      // Another call may have learned more in the meantime.
      yield* Ref.update(dialect, (current) => (current === tried ? poorer : current))
    }
  })

const cut = (error: HttpClientError.HttpClientError) => down("cut-stream", String(error.reason.cause ?? error.message))

const eventsOf = (response: Response, price: Price): Stream.Stream<ModelEvent, AiError.AiError> =>
  (response.headers["content-type"] ?? "").includes("application/json")
    ? Stream.unwrap(
        response.text.pipe(
          Effect.mapError(cut),
          Effect.map((body) => fromWholeBody(body, price))
        )
      )
    : fromEventStream(response.stream.pipe(Stream.mapError(cut), Stream.decodeText()), price)

/** Sends requests to the server, with the key. */
export const clientFor = (client: HttpClient.HttpClient, settings: Pick<OpenAiSettings, "apiKey" | "baseUrl">) =>
  client.pipe(
    HttpClient.mapRequest((request) =>
      request.pipe(
        HttpClientRequest.prependUrl(settings.baseUrl.replace(/\/+$/, "")),
        Option.match(settings.apiKey, {
          onNone: () => (same: HttpClientRequest.HttpClientRequest) => same,
          onSome: (key) => HttpClientRequest.bearerToken(Redacted.value(key))
        })
      )
    ),
    // A stranger's server gets no part of our traces.
    HttpClient.transformResponse(Effect.provideService(HttpClient.TracerPropagationEnabled, false))
  )

/** Asks for the list of models: it needs the key and costs nothing. Small servers do not have it, but they answer. */
const checkOf = (client: HttpClient.HttpClient) =>
  client.get("/models").pipe(
    Effect.mapError(notConnected),
    Effect.flatMap((response) =>
      response.status < 300 || response.status === 404
        ? Effect.void
        : response.text.pipe(
            Effect.mapError(notConnected),
            Effect.flatMap((body) => failureOf(response.status, problemFromText(body), header(response))),
            Effect.flatMap(Effect.fail)
          )
    ),
    Effect.timeoutOrElse({ duration: "5 seconds", orElse: () => Effect.fail(down("timeout", "no answer within 5 s")) }),
    Effect.mapError(toLlmError)
  )

/** A model behind any chat completions endpoint that is compatible with OpenAI's. */
const layerNoDeps = Layer.effect(
  LlmProvider,
  Effect.gen(function* () {
    const settings = yield* openAiConfig
    const client = clientFor(yield* HttpClient.HttpClient, settings)
    const send = sender(client, settings, yield* Ref.make(richestDialect))
    const events = (options: LanguageModel.ProviderOptions) =>
      Stream.unwrap(Effect.map(send(options), (response) => eventsOf(response, priceOf(settings))))
    const info: LlmInfo = {
      provider: "openai",
      model: settings.model,
      contextTokens: settings.contextTokens,
      parameters: { temperature, baseUrl: settings.baseUrl }
    }
    return { info, model: yield* fromEvents(events, objectCodec), check: checkOf(client) }
  })
)

/** With a client that waits as long as `Resilience` allows; `fetch` gives up after five silent minutes. */
export const layer = layerNoDeps.pipe(Layer.provide(NodeHttpClient.layerUndici))
