import { Data, type Duration, type Effect, type Schema } from "effect"
import type { SqlError } from "effect/sql"

/** A payload's schema: needs nothing to be read or written. */
export type PayloadSchema = Schema.Codec<unknown, unknown>

/**
 * A kind of durable work, declared once: its stable wire name, the shape of its payload, and how it is run.
 * Payloads are small: they point at rows and objects, they do not carry them.
 */
export interface Job<Payload extends PayloadSchema> {
  readonly kind: string
  /** Of the payload's shape. */
  readonly version: number
  readonly payload: Payload
  /** Jobs of one queue share its concurrency. */
  readonly queue: Queue
  readonly maxAttempts: number
  /** Of one attempt. */
  readonly timeout: Duration.Input
  /** Higher is earlier. */
  readonly priority: number
}

/** `llm` waits for models, `default` is everything quick. */
export const queues = ["default", "llm"] as const
export type Queue = (typeof queues)[number]

interface JobOptions<Payload> {
  readonly payload: Payload
  readonly version?: number
  readonly queue?: Queue
  readonly maxAttempts?: number
  readonly timeout?: Duration.Input
  readonly priority?: number
}

/** Declares a kind of work under its wire name, `subject.verb-object`. */
export const make = <Payload extends PayloadSchema>(kind: string, options: JobOptions<Payload>): Job<Payload> => ({
  kind,
  payload: options.payload,
  version: options.version ?? 1,
  queue: options.queue ?? "default",
  maxAttempts: options.maxAttempts ?? 5,
  timeout: options.timeout ?? "5 minutes",
  priority: options.priority ?? 0
})

/** One piece of work asked for. Becomes a row when enqueued. */
export interface JobRequest {
  readonly job: Job<PayloadSchema>
  readonly payload: unknown
  /** The library it belongs to; null for the installation's own work. */
  readonly organizationId: string | null
  /** What it is about, e.g. a book. */
  readonly relatedId?: string
  /** Who asked. */
  readonly createdBy?: string
  /** While a job of this kind and key waits or runs, asking again gives that one. */
  readonly uniqueKey?: string
  /** Not before this long from now, by the database's clock. */
  readonly delay?: Duration.Input
  readonly priority?: number
}

/** Asks for work of a kind, with its payload checked by the compiler. */
export const request = <Payload extends PayloadSchema>(
  job: Job<Payload>,
  payload: Payload["Type"],
  options: Omit<JobRequest, "job" | "payload">
): JobRequest => ({ ...options, job, payload })

/** An attempt that failed. `later` is tried again with back-off, `never` goes to the dead letters at once. */
export class JobError extends Data.TaggedError("JobError")<{
  readonly code: string
  readonly message: string
  readonly retry: "later" | "never"
  /** Milliseconds the other side asked us to wait; longer than the back-off, it wins. */
  readonly retryAfterMs?: number
  readonly cause?: unknown
}> {}

/** What a handler is given. */
export interface Attempt<Payload> {
  readonly jobId: string
  readonly organizationId: string | null
  readonly payload: Payload
  /** From 1. */
  readonly attempt: number
  /** Tells how far the work is, 0..1. Lost where the database is away for a moment: it is only shown. */
  readonly report: (progress: number, phase: string) => Effect.Effect<void>
}

/** What a handler leaves. */
export interface Completion {
  /** JSON shown with the job. */
  readonly result?: Schema.Json
  /** Runs in the transaction that completes the job, if that is still ours to complete: exactly once. */
  readonly commit?: Effect.Effect<void, SqlError.SqlError>
}

/** How a kind of work is done. May run more than once; only one completion is accepted. */
export interface JobHandler {
  readonly job: Job<PayloadSchema>
  readonly run: (attempt: Attempt<unknown>) => Effect.Effect<Completion, JobError | SqlError.SqlError>
}

/** Ties a kind of work to the code that does it. */
export const handler = <Payload extends PayloadSchema>(
  job: Job<Payload>,
  run: (attempt: Attempt<Payload["Type"]>) => Effect.Effect<Completion, JobError | SqlError.SqlError>
): JobHandler => ({ job, run })
