import { Effect, type Exit, Ref, Stream } from "effect"
import type { LanguageModel, Prompt } from "effect/ai"
import { SecureRandom } from "effect/crypto"
import { LlmError, LlmInvalidOutput, LlmTooLong } from "../LlmError.ts"
import type { LlmAnswer, LlmObjectRequest, LlmRequest } from "../LlmRequest.ts"
import { fencedPrompt } from "./FencedPrompt.ts"
import { addSpent, LlmCall, nothingSpent, type Spent } from "./LlmCall.ts"
import { observation } from "./LlmMetrics.ts"
import { type LlmInfo, LlmProvider } from "./LlmProvider.ts"
import { Payer } from "./Payer.ts"
import { toLlmError } from "./ProviderFailure.ts"
import { repairPrompt } from "./RepairPrompt.ts"
import { makeResilience, type Resilience, resilienceConfig } from "./Resilience.ts"
import { countTokens, surelyExceeds } from "./TokenEstimate.ts"

/** Of an answer that was left in the middle nobody counts the tokens, and yet they are paid for: an estimate. */
const brokenOff = ({ document = "", instructions, system }: LlmRequest, spent: Spent, heard: string): Spent =>
  heard === "" || spent.inputTokens + spent.outputTokens > 0
    ? spent
    : {
        inputTokens: countTokens(`${system}${instructions}${document}`),
        outputTokens: countTokens(heard),
        costUsd: undefined
      }

const rejected = (detail: string) => new LlmError({ reason: new LlmInvalidOutput({ detail }) })

const promptFor = (info: LlmInfo) =>
  Effect.fnUntraced(function* (request: LlmRequest) {
    const texts = [request.system, request.instructions, request.document ?? ""]
    if (yield* surelyExceeds(texts, info.contextTokens)) {
      return yield* new LlmError({ reason: new LlmTooLong({ limitTokens: info.contextTokens }) })
    }
    return yield* fencedPrompt(request)
  }, Effect.provide(SecureRandom.layerWebCrypto))

/** What the adapter needs to know of the request, a place where it says what was paid for, and who pays in the end. */
const accounted = Effect.fnUntraced(function* (info: LlmInfo, request: LlmRequest) {
  const spent = yield* Ref.make(nothingSpent)
  const pay = yield* Payer
  const observe = yield* observation(info, request)
  return {
    spent,
    settle: Effect.fnUntraced(function* (exit: Exit.Exit<unknown, LlmError>, total: Spent) {
      const isFree = info.provider === "extractive" || total.inputTokens + total.outputTokens === 0
      if (!isFree) yield* pay({ ...total, purpose: request.purpose, model: info.model })
      return yield* observe(exit, total)
    }),
    call: {
      purpose: request.purpose,
      language: request.language,
      maxOutputTokens: request.maxOutputTokens,
      spend: (more: Spent) => Ref.update(spent, (so) => addSpent(so, more))
    }
  }
})

/** Asks, and adds to the result what every answer has. */
const answered = Effect.fnUntraced(function* <A extends Pick<LlmAnswer, "text" | "finishReason">>(
  info: LlmInfo,
  request: LlmRequest,
  ask: Effect.Effect<A, LlmError>
) {
  const { call, settle, spent } = yield* accounted(info, request)
  let durationMs = 0
  const result = yield* ask.pipe(
    Effect.provideService(LlmCall, call),
    // Also of whoever leaves in the middle: what was answered until then is paid for.
    Effect.onExit((exit) =>
      Effect.map(
        Effect.flatMap(Ref.get(spent), (total) => settle(exit, total)),
        (tookMs) => {
          durationMs = tookMs
        }
      )
    )
  )
  const { costUsd, ...usage } = yield* Ref.get(spent)
  return { ...result, model: info.model, usage, ...(costUsd === undefined ? {} : { costUsd }), durationMs }
})

const textOf = (model: LanguageModel.LanguageModel, resilience: Resilience, prompt: Prompt.Prompt) =>
  resilience.run(model.generateText({ prompt }).pipe(Effect.mapError(toLlmError))).pipe(
    Effect.map((response) => ({ text: response.text.trim(), finishReason: response.finishReason })),
    Effect.filterOrFail(
      ({ text }) => text !== "",
      ({ finishReason }) => rejected(`the answer is empty (finish reason: ${finishReason})`)
    )
  )

/** One try for an object: an answer that cannot be decoded is a success here, because it was paid for. */
const objectOnce = <A, I extends Record<string, unknown>>(
  model: LanguageModel.LanguageModel,
  resilience: Resilience,
  request: LlmObjectRequest<A, I>,
  prompt: Prompt.Prompt
) =>
  resilience.run(
    model.generateObject({ prompt, schema: request.schema, objectName: request.schemaName }).pipe(
      Effect.map(({ finishReason, text, value }) => ({ _tag: "Answer" as const, finishReason, text, value })),
      Effect.catchReason("AiError", "StructuredOutputError", (wrong) =>
        Effect.succeed({ _tag: "Wrong" as const, wrong })
      ),
      Effect.mapError(toLlmError)
    )
  )

const objectOf = Effect.fnUntraced(function* <A, I extends Record<string, unknown>>(
  model: LanguageModel.LanguageModel,
  resilience: Resilience,
  request: LlmObjectRequest<A, I>,
  prompt: Prompt.Prompt
) {
  const first = yield* objectOnce(model, resilience, request, prompt)
  if (first._tag === "Answer") return first
  const second = yield* objectOnce(model, resilience, request, repairPrompt(prompt, first.wrong))
  if (second._tag === "Answer") return second
  return yield* rejected(second.wrong.description.slice(0, 500))
})

/** Everything that `Llm` does, over whatever `LlmProvider` answers. Reads the variables of `Resilience.ts`. */
export const askModel = Effect.gen(function* () {
  const { check, info, model } = yield* LlmProvider
  const resilience = yield* makeResilience(`${info.provider}:${info.model}`, yield* resilienceConfig)
  const promptOf = promptFor(info)

  const generate = Effect.fn("Llm.generate")(function* (request: LlmRequest) {
    const prompt = yield* promptOf(request)
    return yield* answered(info, request, textOf(model, resilience, prompt))
  })

  const generateObject = Effect.fn("Llm.generateObject")(function* <A, I extends Record<string, unknown>>(
    request: LlmObjectRequest<A, I>
  ) {
    const prompt = yield* promptOf(request)
    const { finishReason, text, value, ...rest } = yield* answered(
      info,
      request,
      objectOf(model, resilience, request, prompt)
    )
    return { ...rest, finishReason, text, value }
  })

  const stream = (request: LlmRequest) =>
    Stream.unwrap(
      Effect.gen(function* () {
        const prompt = yield* promptOf(request)
        const { call, settle, spent } = yield* accounted(info, request)
        const heard = yield* Ref.make("")
        return resilience
          .runStream(
            model.streamText({ prompt }).pipe(
              Stream.mapError(toLlmError),
              Stream.filter((part) => part.type === "text-delta"),
              Stream.map((part) => part.delta)
            )
          )
          .pipe(
            Stream.provideService(LlmCall, call),
            Stream.tap((delta) => Ref.update(heard, (so) => so + delta)),
            Stream.onExit((exit) =>
              Effect.gen(function* () {
                yield* settle(exit, brokenOff(request, yield* Ref.get(spent), yield* Ref.get(heard)))
              })
            )
          )
      })
    ).pipe(Stream.withSpan("Llm.stream"))

  return { info, generate, generateObject, stream, check }
})
