import { Config, Schema } from "effect"

const Seconds = Schema.Int.check(Schema.isBetween({ minimum: 2, maximum: 600 }))

/**
 * `JOB_LEASE_SECONDS` (12): how long a worker that falls silent keeps its jobs before others take them. It is renewed at
 * a third of that.
 */
export const leaseSeconds = Config.schema(Seconds, "JOB_LEASE_SECONDS").pipe(Config.withDefault(12))

/** Milliseconds between two renewals of a lease: two may fail before it is over. */
export const renewalMs = (seconds: number): number => (seconds * 1000) / 3

/** How often, in milliseconds, a process says what it runs. */
export const tellEveryMs = 500

/** Milliseconds after which a process that says nothing is held up. Well within a lease, with a renewal on top. */
export const silenceMs = (seconds: number): number => Math.min(Math.max((seconds * 1000) / 6, 1.5 * tellEveryMs), 2_000)
