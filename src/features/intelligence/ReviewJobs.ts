import { Effect, Option, Schema } from "effect"
import { ReviewRemoved, ReviewWritten } from "#contract/circulation/Review.ts"
import * as Job from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Reactions from "#jobs/Reactions.ts"
import * as Timetable from "#jobs/Timetable.ts"
import { Consensus } from "./Consensus.ts"
import { JudgeReview, judgeReview } from "./JudgeReview.ts"
import { Sentiments } from "./Sentiments.ts"
import { summaryJobError } from "./SummaryJobError.ts"
import { UpdateConsensus, updateConsensus } from "./UpdateConsensus.ts"

/** Asks for the consensus of each book of which a review is gone. */
export const FindStaleConsensus = Job.make("intelligence.find-stale-consensus", {
  payload: Schema.Struct({}),
  timeout: "2 minutes",
  priority: -10
})

/** What is written is judged, and the consensus follows when that is known; what is gone it follows at once. */
export const reactions: ReadonlyArray<Reactions.Reaction> = [
  Reactions.on(ReviewWritten, (written) => [judgeReview(written)]),
  Reactions.on(ReviewRemoved, (removed) => [updateConsensus(removed)])
]

/** Reviews also go with their readers, of which nobody tells; and the first try may have failed. */
export const timetable = [
  Timetable.entry({
    name: FindStaleConsensus.kind,
    cron: "23 * * * *",
    missed: "once",
    request: () => Job.request(FindStaleConsensus, {}, { organizationId: null })
  })
]

/** How the durable work on reviews is done. */
export const handlers = Effect.gen(function* () {
  const consensus = yield* Consensus
  const ledger = yield* Ledger
  const sentiments = yield* Sentiments

  const judge = Job.handler(JudgeReview, ({ attempt, payload }) =>
    sentiments.judge(payload, attempt >= JudgeReview.maxAttempts).pipe(
      Effect.mapError((error) => (error._tag === "LlmError" ? summaryJobError(error) : error)),
      Effect.map((heard) => ({
        result: Option.match(heard, {
          onNone: () => ({ skipped: true }),
          onSome: ({ confidence, method, score }) => ({ score, confidence, method })
        }),
        commit: Effect.andThen(
          Option.match(heard, { onNone: () => Effect.void, onSome: (known) => sentiments.store(payload, known) }),
          // Also where it is known: the review may have been hidden before.
          ledger.enqueue(updateConsensus(payload))
        )
      }))
    )
  )

  const update = Job.handler(UpdateConsensus, ({ payload }) =>
    consensus.make(payload).pipe(
      Effect.mapError((error) => (error._tag === "SqlError" ? error : consensusJobError(error))),
      Effect.map(
        Option.match({
          onNone: (): Job.Completion => ({ result: { skipped: true } }),
          onSome: (made): Job.Completion => ({
            result: { step: made.step, reviews: made.next?.reviews ?? 0 },
            commit: consensus.store(made)
          })
        })
      )
    )
  )

  const findStale = Job.handler(FindStaleConsensus, () =>
    Effect.map(consensus.stale, (books) => ({
      result: { books: books.length },
      commit: Effect.forEach(books, (book) => ledger.enqueue(updateConsensus(book)), { discard: true })
    }))
  )

  return [judge, update, findStale]
})

type ConsensusFailure = Exclude<Effect.Error<ReturnType<Consensus["Service"]["make"]>>, { readonly _tag: "SqlError" }>

const consensusJobError = (error: ConsensusFailure): Job.JobError =>
  error._tag === "LlmError"
    ? summaryJobError(error)
    : new Job.JobError({
        code: "READING_CRASHED",
        message: "Reading the reviews broke off.",
        retry: "later",
        cause: error
      })
