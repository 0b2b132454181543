import { Context, Effect, Layer, type Schema } from "effect"
import type { SqlError } from "effect/sql"
import { type Announcement, EventLog } from "#platform/events/EventLog.ts"
import type { JobRequest } from "./Job.ts"
import { Ledger } from "./Ledger.ts"

interface Event {
  readonly _tag: string
}

/** What an event causes, declared by the feature that does it or tells of it. */
export interface Reaction {
  readonly event: string
  /** The work that follows. */
  readonly requests?: (event: Event) => ReadonlyArray<JobRequest>
  /** What is told to whoever watches. */
  readonly announcements?: (event: Event) => ReadonlyArray<Announcement>
  /** What else is written together with the event. */
  readonly act?: (event: Event) => Effect.Effect<void, SqlError.SqlError>
}

/** A schema of events of one tag. */
type Tagged<E extends Schema.Codec<Event, unknown>> = E & {
  readonly fields: { readonly _tag: { readonly schema: { readonly literal: E["Type"]["_tag"] } } }
}

/** Declares which work an event causes. */
export const on = <E extends Schema.Codec<Event, unknown>>(
  event: Tagged<E>,
  requests: (event: E["Type"]) => ReadonlyArray<JobRequest>
): Reaction => ({ event: event.fields._tag.schema.literal, requests })

/** Declares how an event is told to whoever watches. */
export const announce = <E extends Schema.Codec<Event, unknown>>(
  event: Tagged<E>,
  announcements: (event: E["Type"]) => ReadonlyArray<Announcement>
): Reaction => ({ event: event.fields._tag.schema.literal, announcements })

/** Declares what is written in the transaction of an event: it succeeds with it, or fails it. */
export const act = <E extends Schema.Codec<Event, unknown>>(
  event: Tagged<E>,
  run: (event: E["Type"]) => Effect.Effect<void, SqlError.SqlError>
): Reaction => ({ event: event.fields._tag.schema.literal, act: run })

/**
 * How an earlier feature starts the work of later ones without knowing them: it records what happened, in its own
 * transaction, and in that same transaction every reaction's job is enqueued, the event is announced to whoever watches,
 * and what later features write of it is written.
 */
export class Reactions extends Context.Service<
  Reactions,
  {
    /** Does what the event causes; gives the ids of the jobs. All announcements are one statement. */
    readonly record: (event: Event) => Effect.Effect<ReadonlyArray<string>, SqlError.SqlError>
  }
>()("luminalib/jobs/Reactions") {
  /** Asks for Ledger and SqlClient. */
  static readonly layer = (reactions: ReadonlyArray<Reaction>) =>
    Layer.effect(
      Reactions,
      Effect.gen(function* () {
        const ledger = yield* Ledger
        const events = yield* EventLog
        return Reactions.of({
          record: Effect.fn("Reactions.record")(function* (event) {
            const caused = reactions.filter((reaction) => reaction.event === event._tag)
            const ids = yield* Effect.forEach(
              caused.flatMap(({ requests }) => requests?.(event) ?? []),
              ledger.enqueue
            )
            yield* Effect.forEach(caused, ({ act }) => act?.(event) ?? Effect.void, { discard: true })
            yield* events.announce(caused.flatMap(({ announcements }) => announcements?.(event) ?? []))
            return ids
          })
        })
      })
    ).pipe(Layer.provide(EventLog.layer))
}
