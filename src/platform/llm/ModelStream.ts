import { Effect, Ref, Stream } from "effect"
import { type AiError, LanguageModel, type Response } from "effect/ai"
import { type LlmCallSettings, LlmCall } from "./LlmCall.ts"
import { down, invalidOutput } from "./ProviderFailure.ts"
import { jsonObjectIn } from "./JsonAnswer.ts"
import { lastVisible, nextVisible, type ReasoningState, withoutReasoning } from "./Reasoning.ts"
import { countTokens } from "./TokenEstimate.ts"

/** A piece of the answer as it arrives. */
interface TextPiece {
  readonly _tag: "Text"
  readonly text: string
}

/** The end of an answer: exactly one, last. Counts that the server did not give are estimated from the text. */
export interface AnswerEnd {
  readonly _tag: "End"
  readonly reason: Response.FinishReason
  readonly inputTokens: number | undefined
  readonly outputTokens: number | undefined
  readonly costUsd: number | undefined
}

export type ModelEvent = TextPiece | AnswerEnd

/** An answer longer than this many characters is cut off and rejected: a model that repeats itself never ends. */
const maxAnswerCharacters = 1_000_000

type Events = (options: LanguageModel.ProviderOptions) => Stream.Stream<ModelEvent, AiError.AiError>

interface Collected {
  readonly text: string
  readonly end: AnswerEnd | undefined
}

const promptText = (options: LanguageModel.ProviderOptions) =>
  options.prompt.content
    .map((message) =>
      typeof message.content === "string"
        ? message.content
        : message.content.map((part) => (part.type === "text" ? part.text : "")).join("\n")
    )
    .join("\n")

const limited = (events: Stream.Stream<ModelEvent, AiError.AiError>) =>
  events.pipe(
    Stream.mapAccumEffect(
      () => 0,
      (length, event) => {
        const total = event._tag === "Text" ? length + event.text.length : length
        return total > maxAnswerCharacters
          ? Effect.fail(invalidOutput(`the answer is longer than ${maxAnswerCharacters} characters`))
          : Effect.succeed([total, [event]] as const)
      }
    )
  )

const settle = Effect.fnUntraced(function* (
  call: LlmCallSettings,
  options: LanguageModel.ProviderOptions,
  { end, text }: Collected
) {
  if (end === undefined) return yield* down("cut-stream", "the answer ended before the model had finished")
  const inputTokens = end.inputTokens ?? countTokens(promptText(options))
  const outputTokens = end.outputTokens ?? countTokens(text)
  yield* call.spend({ inputTokens, outputTokens, costUsd: end.costUsd })
  return {
    type: "finish",
    reason: end.reason,
    usage: {
      inputTokens: { total: inputTokens },
      outputTokens: { total: outputTokens }
    }
  } as const
})

const collect = (events: Events) =>
  Effect.fnUntraced(function* (options: LanguageModel.ProviderOptions) {
    const call = yield* LlmCall
    const collected = yield* limited(events(options)).pipe(
      Stream.runFold(
        (): Collected => ({ text: "", end: undefined }),
        (so, event) => (event._tag === "Text" ? { ...so, text: so.text + event.text } : { ...so, end: event })
      )
    )
    const finish = yield* settle(call, options, collected)
    const answer = withoutReasoning(collected.text)
    const text = options.responseFormat.type === "json" ? jsonObjectIn(answer) : answer
    return [{ type: "text", text } as const, finish]
  })

const deltas = (events: Events) => (options: LanguageModel.ProviderOptions) =>
  Stream.unwrap(
    Effect.gen(function* () {
      const call = yield* LlmCall
      const collected = yield* Ref.make<Collected>({ text: "", end: undefined })
      const shown = limited(events(options)).pipe(
        Stream.tap((event) =>
          Ref.update(collected, (so) =>
            event._tag === "Text" ? { ...so, text: so.text + event.text } : { ...so, end: event }
          )
        ),
        Stream.mapAccum(
          (): ReasoningState => "",
          (held, event) => {
            const [next, delta] =
              event._tag === "End" ? ([undefined, lastVisible(held)] as const) : nextVisible(held, event.text)
            return [next, delta === "" ? [] : [{ type: "text-delta", id: "answer", delta } as const]] as const
          }
        )
      )
      const finish = Ref.get(collected).pipe(Effect.flatMap((so) => settle(call, options, so)))
      return Stream.succeed({ type: "text-start", id: "answer" } as const).pipe(
        Stream.concat(shown),
        Stream.concat(Stream.succeed({ type: "text-end", id: "answer" } as const)),
        Stream.concat(Stream.fromEffect(finish))
      )
    })
  )

/** A language model from the one thing that an adapter knows: how an answer arrives. */
export const fromEvents = (events: Events, codecTransformer?: LanguageModel.CodecTransformer) =>
  LanguageModel.make({ generateText: collect(events), streamText: deltas(events), codecTransformer })
