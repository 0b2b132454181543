import { Context, Effect, Layer, Option } from "effect"
import type { SqlError } from "effect/sql"
import { BookAnalysed } from "#contract/intelligence/IntelligenceEvents.ts"
import { Catalogue } from "#features/catalogue/Catalogue.ts"
import { type ReviewCounts, type ReviewOfBook, ReviewTexts } from "#features/circulation/ReviewTexts.ts"
import { Reactions } from "#jobs/Reactions.ts"
import type { ThreadError } from "#platform/threads/Thread.ts"
import type { LlmError } from "#platform/LlmError.ts"
import { consensusStep, type ConsensusStep } from "./ConsensusDue.ts"
import { ConsensusRepo, type NewConsensus } from "./ConsensusRepo.ts"
import { ConsensusWriter, type WrittenConsensus } from "./ConsensusWriter.ts"
import { ReviewAnswers } from "./ReviewAnswers.ts"
import type { UpdateConsensusTask } from "./UpdateConsensus.ts"

/** What there is to do for a book, done as far as it goes without writing. */
export interface ConsensusUpdate {
  readonly task: UpdateConsensusTask
  readonly step: ConsensusStep
  /** Of the reviews: what was seen. */
  readonly seenChange: number
  /** The next one, where one was written. */
  readonly next: NewConsensus | undefined
}

/** So many of the newest reviews are read. */
const mostReviews = 300
/** Books looked for at once. */
const atOnce = 500

/** What readers make of a book, carried on as reviews come. */
export class Consensus extends Context.Service<
  Consensus,
  {
    /** None where there is no such book. Asks nobody where nothing that counts has changed. */
    readonly make: (
      task: UpdateConsensusTask
    ) => Effect.Effect<Option.Option<ConsensusUpdate>, LlmError | ThreadError | SqlError.SqlError>
    /** Joins the caller's transaction, in which `BookAnalysed` is recorded where the text is another. */
    readonly store: (update: ConsensusUpdate) => Effect.Effect<void, SqlError.SqlError>
    /** Books of which a review is gone that the consensus may tell of, whoever took it away. */
    readonly stale: Effect.Effect<ReadonlyArray<UpdateConsensusTask>, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/Consensus") {
  static readonly layerNoDeps = Layer.effect(
    Consensus,
    Effect.gen(function* () {
      const answers = yield* ReviewAnswers
      const catalogue = yield* Catalogue
      const repo = yield* ConsensusRepo
      const texts = yield* ReviewTexts
      const writer = yield* ConsensusWriter
      const reactions = yield* Reactions

      const write = Effect.fnUntraced(function* (task: UpdateConsensusTask, round: Round) {
        const { counts, previous } = round
        const book = yield* catalogue.get(task.organizationId, task.bookId)
        const carried = previous === undefined ? {} : { since: previous.seenChange }
        const reviews = yield* texts.newest(task, { limit: mostReviews, ...carried })
        const [latest] = reviews
        if (latest === undefined) return undefined
        const written = yield* writer.write({
          organizationId: task.organizationId,
          book,
          counts,
          reviews,
          previous: previous?.text
        })
        return consensusOf(task, round, { latest, written, fingerprint: writer.fingerprint })
      })

      const make = Effect.fnUntraced(
        function* (task: UpdateConsensusTask) {
          const made = Option.getOrUndefined(yield* repo.find(task))
          const counts = yield* texts.counts(task, made?.seenChange ?? 0)
          const step = consensusStep(counts, made, writer.fingerprint)
          const update = { task, step, seenChange: counts.changes, next: undefined }
          if (step === "nothing" || step === "remove") return Option.some(update)
          const previous = step === "carry-on" && writer.carriesOn ? made : undefined
          return Option.some({ ...update, next: yield* write(task, { counts, previous }) })
        },
        Effect.catchTag("SchemaError", Effect.die),
        Effect.catchTag(["BookNotFound", "ReviewedBookGone"], () => Effect.succeedNone)
      )

      return Consensus.of({
        make: Effect.fn("Consensus.make")(make),
        store: Effect.fn("Consensus.store")(
          function* ({ next, seenChange, step, task }) {
            if (step === "remove") yield* repo.remove(task)
            if (next !== undefined) yield* repo.replace(next)
            yield* repo.settle(task, seenChange)
            yield* answers.forget({ ...task, subjectId: task.bookId })
            if (step === "remove" || next !== undefined) yield* reactions.record(BookAnalysed.make(task))
          },
          Effect.catchTag("SchemaError", Effect.die)
        ),
        stale: Effect.catchTag(repo.stale({ limit: atOnce }), "SchemaError", Effect.die)
      })
    })
  )

  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide([ConsensusRepo.layer, ConsensusWriter.layer, ReviewAnswers.layer, ReviewTexts.layer])
  )
}

/** One time that it is written: what the reviews come to, and what is carried on. */
interface Round {
  readonly counts: ReviewCounts
  readonly previous: Pick<NewConsensus, "text" | "seenChange" | "rounds"> | undefined
}

const consensusOf = (
  { bookId, organizationId }: UpdateConsensusTask,
  { counts, previous }: Round,
  made: { readonly latest: ReviewOfBook; readonly written: WrittenConsensus; readonly fingerprint: string }
): NewConsensus => ({
  organizationId,
  bookId,
  ...made.written,
  seenChange: counts.changes,
  lastReviewId: made.latest.id,
  reviews: counts.reviews,
  sentimentMean: counts.sentimentMean,
  rounds: previous === undefined ? 0 : previous.rounds + 1,
  fingerprint: made.fingerprint
})
