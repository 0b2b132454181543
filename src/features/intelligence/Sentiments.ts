import { Context, Effect, Layer, Option } from "effect"
import type { SqlError } from "effect/sql"
import { BookAnalysed } from "#contract/intelligence/IntelligenceEvents.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import { type Heard, ReviewTexts, type ReviewWords } from "#features/circulation/ReviewTexts.ts"
import { Reactions } from "#jobs/Reactions.ts"
import { Extractive } from "#platform/extractive/Extractive.ts"
import { detectLanguage } from "#platform/extractive/Language.ts"
import { countWords } from "#platform/extractive/Terms.ts"
import { Llm } from "#platform/Llm.ts"
import type { LlmError } from "#platform/LlmError.ts"
import { Prompts } from "#platform/Prompts.ts"
import type { JudgeReviewTask } from "./JudgeReview.ts"
import { ReviewAnswers } from "./ReviewAnswers.ts"

/** With fewer words a list knows too little. */
const fewestWords = 4

/** Of a rating alone: people who give three stars may mean anything. */
const ratingConfidence = 0.4

/** How reviews sound, found out by the model of this installation, by word lists or by the rating. */
export class Sentiments extends Context.Service<
  Sentiments,
  {
    /**
     * None where there is nothing to find out: the review was edited or deleted since, or it is known. A model that is
     * away fails; one that answers nothing usable, and any on the last attempt, gives way to word lists, and where these
     * know nothing, to the rating.
     */
    readonly judge: (
      task: JudgeReviewTask,
      isLastAttempt: boolean
    ) => Effect.Effect<Option.Option<Heard>, LlmError | SqlError.SqlError>
    /** Joins the caller's transaction, in which `BookAnalysed` is recorded. Does nothing where the review was edited or deleted since. */
    readonly store: (task: JudgeReviewTask, heard: Heard) => Effect.Effect<void, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/Sentiments") {
  static readonly layerNoDeps = Layer.effect(
    Sentiments,
    Effect.gen(function* () {
      const answers = yield* ReviewAnswers
      const catalogue = yield* Catalogue
      const extractive = yield* Extractive
      const llm = yield* Llm
      const prompts = yield* Prompts
      const texts = yield* ReviewTexts
      const reactions = yield* Reactions

      const byWords = Effect.fnUntraced(function* (words: ReviewWords) {
        if (countWords(words.text) < fewestWords || detectLanguage(words.text) !== "en") return byRating(words)
        const felt = yield* Effect.option(extractive.feel(words.text))
        return Option.isSome(felt) && felt.value.coverage > 0 ? blended(felt.value.score, words) : byRating(words)
      })

      const byModel = Effect.fnUntraced(function* (task: JudgeReviewTask, words: ReviewWords) {
        const { bookId, organizationId, reviewId } = task
        const { title } = yield* catalogue.get(organizationId, bookId)
        const inputs = { title, rating: words.rating }
        const prompt = yield* Effect.catchTag(prompts.render("judge-review", inputs), "PromptError", Effect.die)
        const detected = detectLanguage(words.text)
        const language = detected === "und" ? undefined : detected
        const question = { organizationId, bookId, subjectId: reviewId, prompt, document: words.text, language }
        const { confidence, sentiment } = yield* answers.sentiment(question)
        return heardBy("model", sentiment, confidence, {
          model: llm.info.model,
          promptVersion: `${prompt.id}/${prompt.version}`
        })
      })

      const judge = Effect.fnUntraced(
        function* (task: JudgeReviewTask, isLastAttempt: boolean) {
          const found = yield* texts.find(task.organizationId, task.reviewId)
          if (Option.isNone(found)) return Option.none()
          const words = found.value
          if (words.version !== task.version || words.isHeard) return Option.none()
          if (llm.info.provider === "extractive") return Option.some(yield* byWords(words))
          return Option.some(
            yield* Effect.catchTag(byModel(task, words), "LlmError", (error) =>
              error.isRetryable && !isLastAttempt ? Effect.fail(error) : byWords(words)
            )
          )
        },
        Effect.catchTag(["BookNotFound", "ReviewedBookGone"], () => Effect.succeedNone)
      )

      return Sentiments.of({
        judge: Effect.fn("Sentiments.judge")(judge),
        store: Effect.fn("Sentiments.store")(function* ({ bookId, organizationId, reviewId, version }, heard) {
          yield* texts.setSentiment(organizationId, { id: reviewId, version }, heard)
          yield* answers.forget({ organizationId, bookId, subjectId: reviewId })
          yield* reactions.record(BookAnalysed.make({ organizationId, bookId }))
        })
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(Layer.provide([ReviewAnswers.layer, ReviewTexts.layer]))
}

/** 1 star is -1, 5 stars are 1. */
const scoreOf = ({ rating }: ReviewWords) => (rating - 3) / 2

const decimals = (value: number) => Math.round(value * 10_000) / 10_000

const heardBy = (
  method: Heard["method"],
  score: number,
  confidence: number,
  by: Pick<Heard, "model" | "promptVersion"> = { model: null, promptVersion: null }
): Heard => ({ score: decimals(score), confidence: decimals(confidence), method, ...by })

const byRating = (words: ReviewWords) => heardBy("rating", scoreOf(words), ratingConfidence)

/** Words and stars in equal parts; the surer, the more they agree. */
const blended = (score: number, words: ReviewWords) => {
  const stars = scoreOf(words)
  return heardBy("lexicon", (score + stars) / 2, 0.9 - 0.2 * Math.abs(score - stars))
}
