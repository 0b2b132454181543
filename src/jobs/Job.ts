import { Data, type DateTime, type Duration, type Effect, type Schema } from "effect"
import type { SqlError } from "effect/sql"

/** A payload's schema: needs nothing to be read or written. */
export type PayloadSchema = Schema.Codec<unknown, unknown>

/** How many jobs of a kind may run at once, on all workers together, and how fast they may follow one another. */
export interface Limits<Payload> {
  /** At once, whatever their key. */
  readonly perKind?: number
  /** At once of one key, e.g. one at a time for each integration. */
  readonly perKey?: { readonly key: (payload: Payload) => string; readonly running: number }
  /** Starts of one key in any such time; after a pause as many at once. Without a key, of the whole kind. */
  readonly rate?: {
    readonly key?: (payload: Payload) => string
    readonly starts: number
    readonly per: Duration.Input
  }
}

/**
 * A kind of durable work, declared once: its stable wire name, the shape of its payload, and how it is run.
 * Payloads are small: they point at rows and objects, they do not carry them.
 */
export interface Job<Payload extends PayloadSchema> {
  readonly kind: string
  /** Of the payload's shape. */
  readonly version: number
  readonly payload: Payload
  /** How payloads of earlier versions are read as the present one. */
  readonly earlier: Readonly<Record<number, Schema.Codec<Payload["Type"], unknown>>>
  /** Jobs of one queue share its concurrency. */
  readonly queue: Queue
  readonly maxAttempts: number
  /** Of one attempt. */
  readonly timeout: Duration.Input
  /** Higher is earlier. */
  readonly priority: number
  readonly limits: Limits<Payload["Type"]>
}

/** `llm` waits for models, `default` is everything quick. */
export const queues = ["default", "llm"] as const
export type Queue = (typeof queues)[number]

interface JobOptions<Payload extends PayloadSchema> {
  readonly payload: Payload
  readonly version?: number
  readonly earlier?: Job<Payload>["earlier"]
  readonly queue?: Queue
  readonly maxAttempts?: number
  readonly timeout?: Duration.Input
  readonly priority?: number
  readonly limits?: Limits<Payload["Type"]>
}

/** Declares a kind of work under its wire name, `subject.verb-object`. */
export const make = <Payload extends PayloadSchema>(kind: string, options: JobOptions<Payload>): Job<Payload> => ({
  kind,
  payload: options.payload,
  version: options.version ?? 1,
  earlier: options.earlier ?? {},
  queue: options.queue ?? "default",
  maxAttempts: options.maxAttempts ?? 5,
  timeout: options.timeout ?? "5 minutes",
  priority: options.priority ?? 0,
  limits: options.limits ?? {}
})

/** What the ledger needs to know of the kinds of all payloads alike. */
export type AnyJob = Omit<Job<PayloadSchema>, "limits" | "earlier"> & {
  // Bivariant on purpose: `request` has checked that the payload is of this kind.
  readonly limits: {
    readonly perKind?: number
    readonly perKey?: { key(payload: unknown): string; readonly running: number }
    readonly rate?: { key?(payload: unknown): string; readonly starts: number; readonly per: Duration.Input }
  }
  readonly earlier: Readonly<Record<number, PayloadSchema>>
}

/** One piece of work asked for. Becomes a row when enqueued. */
export interface JobRequest {
  readonly job: AnyJob
  readonly payload: unknown
  /** The library it belongs to; null for the installation's own work. */
  readonly organizationId: string | null
  /** What it is about, e.g. a book. */
  readonly relatedId?: string
  /** Who asked. */
  readonly createdBy?: string
  /** While a job of this kind and key waits or runs, asking again gives that one: the first is kept. */
  readonly uniqueKey?: string
  /**
   * While a job of this kind and key waits, asking again replaces its payload and time: the last is kept. One that runs
   * already is followed by the new one, never joined.
   */
  readonly replaceKey?: string
  /** Not before this long from now, by the database's clock. */
  readonly delay?: Duration.Input
  /** Not before this moment; wins over `delay`. */
  readonly runAt?: DateTime.Utc
  readonly priority?: number
}

/** Asks for work of a kind, with its payload checked by the compiler. */
export const request = <Payload extends PayloadSchema>(
  job: Job<Payload>,
  payload: Payload["Type"],
  options: Omit<JobRequest, "job" | "payload">
): JobRequest => ({ ...options, job, payload })

/**
 * An attempt that failed. `later` is tried again with back-off, `never` goes to the dead letters at once. `uncounted` is
 * tried again like `later`, as often as it takes: for what passes by itself and is nobody's failure.
 */
export class JobError extends Data.TaggedError("JobError")<{
  readonly code: string
  readonly message: string
  readonly retry: "later" | "never" | "uncounted"
  /** Milliseconds the other side asked us to wait; longer than the back-off, it wins. */
  readonly retryAfterMs?: number
  readonly cause?: unknown
}> {}

/** The same work waits or runs already. */
export class DuplicateJob extends Data.TaggedError("DuplicateJob")<{ readonly id: string }> {}

/** How a child of a job ended. */
export interface Child {
  readonly id: string
  readonly kind: string
  readonly state: "completed" | "failed" | "cancelled"
  readonly result: Schema.Json | null
}

/** What a handler is given. */
export interface Attempt<Payload> {
  readonly jobId: string
  readonly organizationId: string | null
  readonly payload: Payload
  /** From 1. */
  readonly attempt: number
  /** Tells how far the work is, 0..1. Lost where the database is away for a moment: it is only shown. */
  readonly report: (progress: number, phase: string) => Effect.Effect<void>
  /** The job's children that are over, in the order in which they were asked for. */
  readonly children: Effect.Effect<ReadonlyArray<Child>, SqlError.SqlError>
}

/** What a handler leaves. */
export interface Completion {
  /** JSON shown with the job. */
  readonly result?: Schema.Json
  /** Runs in the transaction that completes the job, if that is still ours to complete: exactly once. */
  readonly commit?: Effect.Effect<void, SqlError.SqlError>
  /**
   * Work that has to be over before this job is: it is suspended, its children are enqueued in the same transaction as
   * `commit`, and once all have ended the handler is called again, which finds them in `Attempt.children`. A child that
   * failed or was cancelled fails the job as well, unless `continue` is asked for.
   */
  readonly children?: { readonly requests: ReadonlyArray<JobRequest>; readonly onFailure?: "fail" | "continue" }
}

/** How a kind of work is done. May run more than once; only one completion is accepted. */
export interface JobHandler {
  readonly job: AnyJob
  readonly run: (attempt: Attempt<unknown>) => Effect.Effect<Completion, JobError | SqlError.SqlError>
}

/** Ties a kind of work to the code that does it. */
export const handler = <Payload extends PayloadSchema>(
  job: Job<Payload>,
  run: (attempt: Attempt<Payload["Type"]>) => Effect.Effect<Completion, JobError | SqlError.SqlError>
): JobHandler => ({ job, run })
