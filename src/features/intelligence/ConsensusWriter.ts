import { Context, Effect, Layer } from "effect"
import { Digest } from "effect/crypto"
import type { SqlError } from "effect/sql"
import type { Book } from "#contract/catalogue/Book.ts"
import type { ReviewCounts, ReviewOfBook } from "#features/circulation/ReviewTexts.ts"
import { Extractive } from "#platform/extractive/Extractive.ts"
import type { ThreadError } from "#platform/threads/Thread.ts"
import { Llm } from "#platform/Llm.ts"
import type { LlmError } from "#platform/LlmError.ts"
import { Prompts } from "#platform/Prompts.ts"
import type { NewConsensus } from "./ConsensusRepo.ts"
import { dependencies } from "./Fingerprint.ts"
import { ReviewAnswers, type ReviewedBookGone } from "./ReviewAnswers.ts"
import { digestOf } from "./ReviewDigest.ts"
import { nothing } from "./Spent.ts"

/** What a consensus is written from. */
export interface ConsensusSources {
  readonly organizationId: string
  readonly book: Pick<Book, "id" | "title" | "author">
  readonly counts: ReviewCounts
  /** The newest first. */
  readonly reviews: ReadonlyArray<ReviewOfBook>
  /** The text to be carried on, if it is not made of reviews alone. */
  readonly previous: string | undefined
}

/** A text, and what made it. */
export type WrittenConsensus = Pick<
  NewConsensus,
  | "text"
  | "provider"
  | "model"
  | "promptId"
  | "promptVersion"
  | "inputTokens"
  | "outputTokens"
  | "costMicroUsd"
  | "durationMs"
>

/** Tokens that the fence around a document and the form of messages take. */
const frameTokens = 200
/** Reviews longer ago count less, by half each year, and never nothing. */
const halfLifeDays = 365
const leastWeight = 0.2
/** Of a text made of the reviews' own sentences. */
const maxWords = 90
const ownSentences = {
  provider: "extractive",
  model: "lexrank-mmr",
  parameters: { version: 1, maxWords, halfLifeDays }
}

/** Writes what readers make of a book: by the model of this installation, without one in the reviews' own sentences. */
export class ConsensusWriter extends Context.Service<
  ConsensusWriter,
  {
    /** Whether it can carry a text on, or needs all reviews each time. */
    readonly carriesOn: boolean
    /** Of all that a text depends on apart from reviews. */
    readonly fingerprint: string
    /** An answer that was paid for is used again until `ReviewAnswers.forget`. */
    readonly write: (
      sources: ConsensusSources
    ) => Effect.Effect<WrittenConsensus, LlmError | ThreadError | ReviewedBookGone | SqlError.SqlError>
  }
>()("luminalib/features/intelligence/ConsensusWriter") {
  static readonly layerNoDeps = Layer.effect(
    ConsensusWriter,
    Effect.gen(function* () {
      const answers = yield* ReviewAnswers
      const digest = yield* Digest.Digest
      const extractive = yield* Extractive
      const llm = yield* Llm
      const prompts = yield* Prompts
      const asksModel = llm.info.provider !== "extractive"
      const prompt = yield* prompts.get("update-consensus")

      const byModel = Effect.fnUntraced(function* ({
        book,
        counts,
        organizationId,
        previous,
        reviews
      }: ConsensusSources) {
        const { negative, neutral, positive, ratingMean } = counts
        const rendered = yield* prompts
          .render("update-consensus", {
            title: book.title,
            author: book.author,
            reviews: counts.reviews,
            rating: (ratingMean ?? 0).toFixed(1),
            positive,
            neutral,
            negative
          })
          .pipe(Effect.catchTag("PromptError", Effect.die))
        const used = llm.countTokens(`${rendered.system}${rendered.instructions}`) + rendered.maxOutputTokens
        const room = llm.info.contextTokens - used - frameTokens
        const document = digestOf(reviews, { previous, room, countTokens: llm.countTokens })
        const about = { organizationId, bookId: book.id, subjectId: book.id }
        const { spent, text } = yield* answers.text({ ...about, prompt: rendered, document, language: undefined })
        const { model, provider } = llm.info
        return { text, provider, model, promptId: rendered.id, promptVersion: rendered.version, ...spentOf(spent) }
      })

      const bySentences = Effect.fnUntraced(function* ({ reviews }: ConsensusSources) {
        const statements = reviews.map(({ ageDays, text }) => ({
          text,
          weight: Math.max(leastWeight, 0.5 ** (ageDays / halfLifeDays))
        }))
        const text = yield* extractive.agree(statements, { maxWords })
        const { model, provider } = ownSentences
        return { text, provider, model, promptId: null, promptVersion: null, ...spentOf(nothing) }
      })

      const madeOf = asksModel ? dependencies([prompt], llm.info) : dependencies([], ownSentences)
      return ConsensusWriter.of({
        carriesOn: asksModel,
        fingerprint: yield* digest.digestHex(Digest.sha256, new TextEncoder().encode(madeOf)),
        write: Effect.fn("ConsensusWriter.write")(function* (sources) {
          return asksModel ? yield* byModel(sources) : yield* bySentences(sources)
        })
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide([ReviewAnswers.layer, Digest.layerWebCrypto]))
}

const spentOf = ({ costMicroUsd, durationMs, inputTokens, outputTokens }: typeof nothing) => ({
  inputTokens,
  outputTokens,
  costMicroUsd,
  durationMs
})
