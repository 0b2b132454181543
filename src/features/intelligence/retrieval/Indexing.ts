import { Context, type Effect } from "effect"
import type { SqlError } from "effect/sql"
import type { OrganizationId } from "#contract/identity/Organization.ts"
import type { ThreadError } from "#platform/threads/Thread.ts"
import type { SourceGone, SourceText } from "./Source.ts"

/** Tells how far the work is, 0..1, and what is being done. */
export type Report = (progress: number, phase: string) => Effect.Effect<void>

/** Why a text is not indexed, or not wholly. Another attempt goes on from there, except after `SourceGone`. */
export type IndexFailure = SourceGone | ThreadError | SqlError.SqlError

/** Makes texts findable. */
export class Indexing extends Context.Service<
  Indexing,
  {
    /**
     * Cuts the text into chunks and keeps them with their words and vectors, in transactions of its own: not to be called
     * within one. Chunks that are there already stay, whatever moved around them; those that are gone go with the last
     * transaction. May be killed at any moment and called again; does nothing where all is done. Gives the number of
     * chunks of the text.
     */
    readonly index: (source: SourceText, report: Report) => Effect.Effect<{ readonly chunks: number }, IndexFailure>
    /** From now on nothing of it is found. Joins the caller's transaction. */
    readonly remove: (organizationId: OrganizationId, sourceId: string) => Effect.Effect<void, SqlError.SqlError>
    /** Who may read it from now on; null: everybody in the library. Joins the caller's transaction. */
    readonly setOwner: (
      organizationId: OrganizationId,
      sourceId: string,
      ownerId: string | null
    ) => Effect.Effect<void, SqlError.SqlError>
  }
>()("luminalib/features/intelligence/retrieval/Indexing") {}
