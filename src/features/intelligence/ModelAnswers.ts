import { Context, Effect, Layer, Option } from "effect"
import { Digest } from "effect/crypto"
import type { SqlError } from "effect/sql"
import { Llm } from "#platform/Llm.ts"
import type { LlmError } from "#platform/LlmError.ts"
import type { LlmAnswer } from "#platform/LlmRequest.ts"
import { stretches } from "#platform/llm/Stretches.ts"
import type { RenderedPrompt } from "#platform/prompts/Prompt.ts"
import { FileGone } from "./FileGone.ts"
import { dependencies } from "./Fingerprint.ts"
import { Spending } from "./Spending.ts"
import type { Spent } from "./Spent.ts"
import { SummaryRepo } from "./SummaryRepo.ts"

/** What a model is asked about a piece of a file. */
export interface Question {
  readonly organizationId: string
  readonly fileId: string
  readonly prompt: RenderedPrompt
  readonly document: string
  /** Stands for the document where it is the whole text of a file, so that nobody has to hash a book. */
  readonly documentHash: string | undefined
  readonly language: string | undefined
}

export interface KeptAnswer {
  readonly text: string
  readonly spent: Spent
}

/** Answers that are paid for once: each is kept with the file it is about, and never asked for again. */
export class ModelAnswers extends Context.Service<
  ModelAnswers,
  {
    /** The kept answer, else a new one, kept before anything else can go wrong. */
    readonly answer: (question: Question) => Effect.Effect<KeptAnswer, LlmError | FileGone | SqlError.SqlError>
  }
>()("luminalib/features/intelligence/ModelAnswers") {
  static readonly layerNoDeps = Layer.effect(
    ModelAnswers,
    Effect.gen(function* () {
      const llm = yield* Llm
      const repo = yield* SummaryRepo
      const digest = yield* Digest.Digest
      const spending = yield* Spending

      const hashOf = (text: string) => digest.digestHex(Digest.sha256, new TextEncoder().encode(text))

      /** The document's hash, or those of its stretches: a part for a model that reads much is long itself. */
      const hashesOf = ({ document, documentHash }: Question) =>
        documentHash === undefined ? Effect.forEach(stretches(document), hashOf) : Effect.succeed([documentHash])

      const keyOf = Effect.fnUntraced(function* (question: Question) {
        const { language, prompt } = question
        return yield* hashOf(dependencies([prompt], llm.info, language ?? "", ...(yield* hashesOf(question))))
      })

      const ask = ({ document, language, prompt }: Question) =>
        llm.generate({
          system: prompt.system,
          instructions: prompt.instructions,
          document,
          maxOutputTokens: prompt.maxOutputTokens,
          purpose: "summarize",
          ...(language === undefined ? {} : { language })
        })

      const keep = (question: Question, key: string, answer: KeptAnswer) =>
        repo
          .insertPart({
            organizationId: question.organizationId,
            fileId: question.fileId,
            key,
            text: answer.text,
            ...answer.spent
          })
          .pipe(Effect.catchReason("SqlError", "ConstraintError", () => Effect.fail(new FileGone())))

      return ModelAnswers.of({
        answer: Effect.fn("ModelAnswers.answer")(
          function* (question) {
            const { fileId, organizationId } = question
            const key = yield* keyOf(question)
            const kept = yield* repo.findPart({ organizationId, fileId, key })
            if (Option.isSome(kept)) return { text: kept.value.text, spent: kept.value }
            return yield* Effect.uninterruptibleMask((restore) =>
              restore(spending.paying(organizationId, ask(question))).pipe(
                Effect.map((answer): KeptAnswer => ({ text: clean(answer), spent: spentOn(answer) })),
                Effect.tap((answer) => keep(question, key, answer))
              )
            )
          },
          Effect.catchTag("SchemaError", Effect.die)
        )
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide([SummaryRepo.layer, Spending.layer, Digest.layerWebCrypto])
  )
}

const microUsdPerUsd = 1_000_000

/** What an answer took. */
export const spentOn = ({
  costUsd,
  durationMs,
  usage
}: Pick<LlmAnswer, "costUsd" | "durationMs" | "usage">): Spent => ({
  inputTokens: Math.round(usage.inputTokens),
  outputTokens: Math.round(usage.outputTokens),
  costMicroUsd: costUsd === undefined ? null : Math.round(costUsd * microUsdPerUsd),
  durationMs: Math.round(durationMs)
})

/** Text as the database takes it; one that was cut at its limit ends with its last whole sentence, if there is one. */
export const clean = ({ finishReason, text }: LlmAnswer): string => {
  const valid = text
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .toWellFormed()
    .normalize("NFC")
  const sentences = /^[\s\S]*[.!?…。！？]["'”’»)\]]*(?=\s|$)/u.exec(valid)
  return finishReason === "length" && sentences !== null ? sentences[0] : valid
}
