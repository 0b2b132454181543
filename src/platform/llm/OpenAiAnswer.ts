import { Effect, Schema, Stream } from "effect"
import type { AiError } from "effect/ai"
import { Sse } from "effect/encoding"
import type { AnswerEnd, ModelEvent } from "./ModelStream.ts"
import { failureInStream, problemIn } from "./OpenAiFailure.ts"
import { down, filtered } from "./ProviderFailure.ts"

const Said = Schema.Struct({
  content: Schema.optional(Schema.NullOr(Schema.String)),
  refusal: Schema.optional(Schema.NullOr(Schema.String))
})

/** A whole answer or one piece of it: the two differ only in `message` and `delta`. `cost` is OpenRouter's, in USD. */
const Completion = Schema.Struct({
  choices: Schema.optional(
    Schema.NullOr(
      Schema.Array(
        Schema.Struct({
          delta: Schema.optional(Schema.NullOr(Said)),
          message: Schema.optional(Schema.NullOr(Said)),
          finish_reason: Schema.optional(Schema.NullOr(Schema.String))
        })
      )
    )
  ),
  usage: Schema.optional(
    Schema.NullOr(
      Schema.Struct({
        prompt_tokens: Schema.optional(Schema.NullOr(Schema.Finite)),
        completion_tokens: Schema.optional(Schema.NullOr(Schema.Finite)),
        cost: Schema.optional(Schema.NullOr(Schema.Finite))
      })
    )
  )
})

const AnyJson = Schema.fromJsonString(Schema.Unknown)

const finishReasons: Readonly<Record<string, AnswerEnd["reason"]>> = {
  stop: "stop",
  eos: "stop",
  end_turn: "stop",
  length: "length",
  max_tokens: "length",
  tool_calls: "tool-calls",
  function_call: "tool-calls"
}

/** What is known of the answer so far. `reason` stays `undefined` until the model says that it has finished. */
interface Progress {
  readonly reason: AnswerEnd["reason"] | undefined
  readonly inputTokens: number | undefined
  readonly outputTokens: number | undefined
  readonly costUsd: number | undefined
}

const nothingYet: Progress = { reason: undefined, inputTokens: undefined, outputTokens: undefined, costUsd: undefined }

const read = Effect.fnUntraced(function* (progress: Progress, json: string) {
  const message = yield* Schema.decodeEffect(AnyJson)(json).pipe(
    Effect.mapError(() => down("server-error", `not JSON: ${json.slice(0, 100)}`))
  )
  const problem = problemIn(message)
  if (problem !== undefined) return yield* failureInStream(problem)
  const { choices, usage } = yield* Schema.decodeUnknownEffect(Completion)(message).pipe(
    Effect.mapError((error) => down("server-error", `unexpected answer: ${error.message}`))
  )
  const choice = choices?.[0]
  const said = choice?.delta ?? choice?.message
  const finish = choice?.finish_reason ?? undefined
  if (said?.refusal) return yield* filtered(said.refusal)
  if (finish === "content_filter") return yield* filtered("the provider's content filter stopped the answer")
  if (finish === "error") return yield* down("server-error", "the provider ended the answer with an error")
  const next: Progress = {
    reason: finish === undefined ? progress.reason : (finishReasons[finish] ?? "other"),
    inputTokens: usage?.prompt_tokens ?? progress.inputTokens,
    outputTokens: usage?.completion_tokens ?? progress.outputTokens,
    costUsd: usage?.cost ?? progress.costUsd
  }
  return [next, said?.content ?? ""] as const
})

/** Tokens to USD, where the configuration says prices. */
export type Price = (inputTokens: number, outputTokens: number) => number | undefined

const ended = ({ reason, ...used }: Progress, price: Price): Effect.Effect<ModelEvent, AiError.AiError> =>
  reason === undefined
    ? Effect.fail(down("cut-stream", "the answer ended before the model had finished"))
    : Effect.succeed({
        _tag: "End",
        reason,
        ...used,
        costUsd:
          used.costUsd ??
          (used.inputTokens === undefined || used.outputTokens === undefined
            ? undefined
            : price(used.inputTokens, used.outputTokens))
      })

/** The data of the server-sent events in a text; the last one may lack its blank line when the server just hangs up. */
const eventData = (text: Stream.Stream<string, AiError.AiError>) =>
  Stream.unwrap(
    Effect.sync(() => {
      let found: Array<string> = []
      const parser = Sse.makeParser((event) => {
        if (event._tag === "Event") found.push(event.data)
      })
      return Stream.concat(text, Stream.succeed("\n\n")).pipe(
        Stream.mapEffect((chunk) => {
          const error = parser.feed(chunk)
          const data = found
          found = []
          return error === undefined ? Effect.succeed(data) : Effect.fail(down("server-error", error.message))
        }),
        Stream.flatMap(Stream.fromIterable)
      )
    })
  )

/** The answer in a stream of server-sent events. `[DONE]` may be missing, the finish reason may not. */
export const fromEventStream = (
  text: Stream.Stream<string, AiError.AiError>,
  price: Price
): Stream.Stream<ModelEvent, AiError.AiError> =>
  eventData(text).pipe(
    Stream.takeUntil((data) => data.trim() === "[DONE]", { excludeLast: true }),
    Stream.map((data): string | undefined => data),
    Stream.concat(Stream.succeed(undefined)),
    Stream.mapAccumEffect(
      () => nothingYet,
      (progress, data) =>
        data === undefined
          ? Effect.map(ended(progress, price), (end) => [progress, [end]] as const)
          : Effect.map(read(progress, data), ([next, content]) => {
              const pieces: ReadonlyArray<ModelEvent> = content === "" ? [] : [{ _tag: "Text", text: content }]
              return [next, pieces] as const
            })
    )
  )

/** The answer of a server that does not stream although it was asked to. */
export const fromWholeBody = (body: string, price: Price): Stream.Stream<ModelEvent, AiError.AiError> =>
  fromEventStream(Stream.succeed(`data: ${body.replaceAll(/[\r\n]+/g, " ")}\n\n`), price)
