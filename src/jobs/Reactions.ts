import { Context, Effect, Layer, type Schema } from "effect"
import type { SqlError } from "effect/sql"
import type { JobRequest } from "./Job.ts"
import { Ledger } from "./Ledger.ts"

interface Event {
  readonly _tag: string
}

/** The work an event causes, declared by the feature that does the work. */
export interface Reaction {
  readonly event: string
  readonly requests: (event: Event) => ReadonlyArray<JobRequest>
}

/** Declares which work an event causes. */
export const on = <E extends Schema.Codec<Event, unknown>>(
  event: E & { readonly fields: { readonly _tag: { readonly schema: { readonly literal: E["Type"]["_tag"] } } } },
  requests: (event: E["Type"]) => ReadonlyArray<JobRequest>
): Reaction => ({
  event: event.fields._tag.schema.literal,
  requests
})

/**
 * How an earlier feature starts the work of later ones without knowing them: it records what happened, in its own
 * transaction, and every reaction's job is enqueued in that same transaction.
 */
export class Reactions extends Context.Service<
  Reactions,
  {
    /** Enqueues what the event causes; gives the jobs' ids. */
    readonly record: (event: Event) => Effect.Effect<ReadonlyArray<string>, SqlError.SqlError>
  }
>()("luminalib/jobs/Reactions") {
  static readonly layer = (reactions: ReadonlyArray<Reaction>) =>
    Layer.effect(
      Reactions,
      Effect.gen(function* () {
        const ledger = yield* Ledger
        return Reactions.of({
          record: Effect.fn("Reactions.record")(function* (event) {
            const requests = reactions
              .filter((reaction) => reaction.event === event._tag)
              .flatMap((reaction) => reaction.requests(event))
            return yield* Effect.forEach(requests, ledger.enqueue)
          })
        })
      })
    )
}
