import { Config, Effect, Layer, Stream } from "effect"
import type { AiError, LanguageModel, Prompt } from "effect/ai"
import { LlmError, LlmRefused } from "../LlmError.ts"
import { type AskedObject, askedObject, objectCodec } from "./AskedObject.ts"
import { chatMessages } from "./ChatMessages.ts"
import { LlmCall } from "./LlmCall.ts"
import { type LlmInfo, LlmProvider } from "./LlmProvider.ts"
import { fromEvents, type ModelEvent } from "./ModelStream.ts"
import { makeOllamaClient, type OllamaClient, type OllamaPart } from "./OllamaClient.ts"
import { down, toLlmError, tooLong } from "./ProviderFailure.ts"
import { surelyExceeds } from "./TokenEstimate.ts"

/**
 * `OLLAMA_BASE_URL` (default http://127.0.0.1:11434), `OLLAMA_MODEL` (mistral), `OLLAMA_NUM_CTX` (8192, the tokens that
 * the server keeps in memory for prompt and answer), `OLLAMA_KEEP_ALIVE` (5m, how long the model then stays loaded).
 */
const ollamaConfig = Config.all({
  baseUrl: Config.NonEmptyString("OLLAMA_BASE_URL").pipe(Config.withDefault("http://127.0.0.1:11434")),
  model: Config.NonEmptyString("OLLAMA_MODEL").pipe(Config.withDefault("mistral")),
  numCtx: Config.Int("OLLAMA_NUM_CTX").pipe(Config.withDefault(8192)),
  keepAlive: Config.NonEmptyString("OLLAMA_KEEP_ALIVE").pipe(Config.withDefault("5m"))
})

type OllamaSettings = Config.Success<typeof ollamaConfig>

/** Answers shall follow the text that they are about, so the model gets little freedom. */
const temperature = 0.2

const requestOf = (
  settings: OllamaSettings,
  prompt: Prompt.Prompt,
  object: AskedObject | undefined,
  maxOutputTokens: number
) => ({
  model: settings.model,
  messages: chatMessages(prompt).map(({ content, role }) => ({ role, content })),
  stream: true as const,
  // Newer servers then answer 400 instead of silently dropping the beginning of the prompt; older ones ignore both.
  truncate: false,
  shift: false,
  keep_alive: settings.keepAlive,
  // Without num_ctx the server takes its own, often 4096, whatever the model can read.
  options: { num_ctx: settings.numCtx, num_predict: maxOutputTokens, temperature },
  ...(object === undefined ? {} : { format: object.schema })
})

/** No window in use is smaller than 1,024 tokens, and a server that drops a part of the prompt keeps half a window. */
const smallestRemnant = 512

/**
 * Whether the server has dropped a part of the prompt without saying so: its window was full, or it read fewer tokens
 * than there are words. A count below what any truncation would leave is a server that does not count.
 */
const wasTruncated = Effect.fnUntraced(function* (last: OllamaPart, prompt: string, numCtx: number) {
  const read = last.prompt_eval_count
  // Servers that had the prompt in their cache do not count it.
  if (typeof read !== "number" || read === 0) return false
  if (read >= numCtx - 1 || read + (last.eval_count ?? 0) > numCtx) return true
  return read >= smallestRemnant && (yield* surelyExceeds([prompt], read))
})

const finishReason = (last: OllamaPart) =>
  last.done_reason === "length" ? "length" : last.done_reason === "stop" || !last.done_reason ? "stop" : "other"

const endOf = (last: OllamaPart): ModelEvent => ({
  _tag: "End",
  reason: finishReason(last),
  inputTokens: last.prompt_eval_count || undefined,
  outputTokens: last.eval_count || undefined,
  costUsd: undefined
})

const events =
  (settings: OllamaSettings, client: OllamaClient) =>
  (options: LanguageModel.ProviderOptions): Stream.Stream<ModelEvent, AiError.AiError> =>
    Stream.unwrap(
      Effect.gen(function* () {
        const { maxOutputTokens } = yield* LlmCall
        const request = requestOf(settings, options.prompt, yield* askedObject(options), maxOutputTokens)
        const prompt = request.messages.map((message) => message.content).join("\n")
        return client.chat(request).pipe(
          Stream.tap((part) =>
            Effect.andThen(
              part.done === true ? wasTruncated(part, prompt, settings.numCtx) : Effect.succeed(false),
              (truncated) => (truncated ? Effect.fail(tooLong(settings.numCtx)) : Effect.void)
            )
          ),
          Stream.flatMap((part): Stream.Stream<ModelEvent> => {
            const content = part.message?.content ?? ""
            const text: ReadonlyArray<ModelEvent> = content === "" ? [] : [{ _tag: "Text", text: content }]
            return Stream.fromIterable(part.done === true ? [...text, endOf(part)] : text)
          })
        )
      })
    )

const isThere = (names: ReadonlyArray<string>, model: string) =>
  names.includes(model) || names.includes(`${model}:latest`)

/** A model on an Ollama server, through its own protocol: only that one lets us choose the context size. */
export const layer = Layer.effect(
  LlmProvider,
  Effect.gen(function* () {
    const settings = yield* ollamaConfig
    const client = yield* makeOllamaClient(settings.baseUrl, settings.model)
    const info: LlmInfo = {
      provider: "ollama",
      model: settings.model,
      contextTokens: settings.numCtx,
      parameters: { temperature }
    }
    const check = client.models.pipe(
      Effect.timeoutOrElse({
        duration: "5 seconds",
        orElse: () => Effect.fail(down("timeout", "no answer within 5 s"))
      }),
      Effect.mapError(toLlmError),
      Effect.filterOrFail(
        (names) => isThere(names, settings.model),
        () => new LlmError({ reason: new LlmRefused({ detail: `run: ollama pull ${settings.model}` }) })
      ),
      Effect.asVoid
    )
    return { info, model: yield* fromEvents(events(settings, client), objectCodec), check }
  })
)
