import { Context, type Effect } from "effect"
import type { Queue } from "./Job.ts"

/** A job that may be run now, with its place in the order of its queue: by priority, then by turn, then by id. */
export interface DueJob {
  readonly id: string
  readonly queue: string
  readonly priority: number
  readonly turn: number
}

/** Where a worker should look: at these jobs, or for whatever the ledger says is due. */
export type Lead = { readonly _tag: "Ids"; readonly ids: ReadonlyArray<string> } | { readonly _tag: "Any" }

/**
 * How due work reaches an idle worker fast. It may lose or repeat anything at any time: the ledger is the truth, a claim
 * of what is not due gives nothing, and the reconciler offers again what was lost.
 */
export class Dispatch extends Context.Service<
  Dispatch,
  {
    /** Never waits for a machine and never fails: it is called between a commit and its answer. */
    readonly offer: (jobs: ReadonlyArray<DueJob>) => Effect.Effect<void>
    /** Waits until there may be work in the queue for at most `slots` handlers. May be wrong; is interruptible. */
    readonly take: (queue: Queue, slots: number) => Effect.Effect<Lead>
  }
>()("luminalib/jobs/Dispatch") {}
