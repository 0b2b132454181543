import { DateTime, Duration, Effect, Option, Schema } from "effect"
import { SecureRandom } from "effect/crypto"
import { SqlClient, type SqlError } from "effect/sql"
import { makeBatches } from "./Batches.ts"
import type { DueJob } from "./Dispatch.ts"
import type { JobRequest } from "./Job.ts"
import { currentTraceParent } from "./TraceParent.ts"

/** What makes a job part of another one. */
export interface Family {
  /** The job that waits for it. */
  readonly parentId?: string
  /** It waits for children itself. */
  readonly waits?: boolean
  readonly onFailure?: "fail" | "continue"
}

/** At most so many jobs in one statement, where each was asked for alone. */
const largestBatch = 200

/** A row that was written. */
export interface Enqueued extends DueJob {
  readonly ready: boolean
}

const encodePayload = (request: JobRequest) =>
  Schema.encodeEffect(Schema.toCodecJson(request.job.payload))(request.payload).pipe(
    Effect.catchTag("SchemaError", Effect.die)
  )

/** The key under which a request's limits are counted. Without any of its own, of its kind as a whole. */
const limitsOf = ({ job, payload, replaceKey }: JobRequest) => {
  const { perKey, perKind, rate } = job.limits
  const hasLimits = perKey !== undefined || perKind !== undefined || rate !== undefined
  if (!hasLimits && replaceKey === undefined) return {}
  const key = perKey?.key(payload) ?? rate?.key?.(payload) ?? replaceKey ?? ""
  return {
    limit_key: key,
    // One that replaces another must not overlap with what it replaces.
    limit_running: perKey?.running ?? (replaceKey === undefined ? null : 1),
    kind_limit: perKind ?? null,
    ...(rate === undefined
      ? {}
      : {
          rate_limit: rate.starts,
          rate_period_ms: Duration.toMillis(Duration.fromInputUnsafe(rate.per))
        })
  }
}

const timeOf = ({ delay, runAt }: JobRequest) => {
  if (runAt !== undefined) return { run_at: DateTime.formatIso(runAt) }
  return delay === undefined ? {} : { delay_ms: Duration.toMillis(Duration.fromInputUnsafe(delay)) }
}

/** Writes jobs. Everything that depends on time is decided by the database. */
export const makeEnqueueing = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const random = yield* SecureRandom.SecureRandom

  const rowOf = Effect.fnUntraced(function* (request: JobRequest, family: Family, traceParent: string | null) {
    const { job } = request
    return {
      id: yield* random.uuidV7(),
      organization_id: request.organizationId,
      kind: job.kind,
      version: job.version,
      queue: job.queue,
      payload: yield* encodePayload(request),
      related_id: request.relatedId ?? null,
      created_by: request.createdBy ?? null,
      priority: request.priority ?? job.priority,
      max_attempts: job.maxAttempts,
      unique_key: request.uniqueKey ?? null,
      replace_key: request.replaceKey ?? null,
      parent_id: family.parentId ?? null,
      waits: family.waits ?? false,
      child_failure: family.onFailure ?? "fail",
      trace_parent: traceParent,
      ...timeOf(request),
      ...limitsOf(request)
    }
  })
  type Row = Effect.Success<ReturnType<typeof rowOf>>

  /** One statement for any number. Those whose key is taken are not written. */
  const write = (rows: ReadonlyArray<Row>): Effect.Effect<ReadonlyArray<Enqueued>, SqlError.SqlError> => sql<Enqueued>`
    WITH asked AS (
      SELECT *, coalesce(run_at, now() + coalesce(delay_ms, 0) * interval '1 millisecond') AS due_at,
        limit_key IS NULL AND NOT waits AND coalesce(run_at <= now(), coalesce(delay_ms, 0) <= 0) AS is_ready
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS asked (id uuid, organization_id uuid, kind text,
        version smallint, queue text, payload jsonb, related_id uuid, created_by uuid, priority smallint,
        max_attempts smallint, unique_key text, replace_key text, parent_id uuid, waits boolean, child_failure text,
        trace_parent text, run_at timestamptz, delay_ms float8, limit_key text, limit_running int, kind_limit int,
        rate_limit int, rate_period_ms int)),
    turns AS MATERIALIZED (
      SELECT queue, organization_id, priority, next_job_turn(queue, organization_id, priority) AS first,
        CASE WHEN count(*) > 1 THEN job_stride(organization_id) ELSE 0 END AS stride
      FROM asked WHERE is_ready GROUP BY queue, organization_id, priority)
    INSERT INTO jobs (id, organization_id, kind, version, queue, payload, related_id, created_by, priority, max_attempts,
      unique_key, replace_key, parent_id, waits_for_children, child_failure, trace_parent, run_at, ready, limit_key,
      limit_running, kind_limit, rate_limit, rate_period_ms, turn)
    SELECT id, asked.organization_id, kind, version, asked.queue, payload, related_id, created_by, asked.priority,
      max_attempts, unique_key, replace_key, parent_id, waits, child_failure, trace_parent, due_at, is_ready, limit_key,
      limit_running, kind_limit, rate_limit, rate_period_ms,
      coalesce(first + stride * (row_number() OVER (
        PARTITION BY asked.queue, asked.organization_id, asked.priority, is_ready ORDER BY id) - 1), 0)
    FROM asked LEFT JOIN turns ON is_ready AND turns.queue = asked.queue AND turns.priority = asked.priority
      AND turns.organization_id IS NOT DISTINCT FROM asked.organization_id
    ON CONFLICT DO NOTHING
    RETURNING id, queue, priority, turn, ready`

  /** Puts the request in the place of the one that waits under its key, with all its attempts. */
  const replace = (row: Row) => sql<{ readonly id: string }>`
    UPDATE jobs SET payload = asked.payload, version = asked.version, related_id = asked.related_id,
      created_by = asked.created_by, trace_parent = asked.trace_parent, limit_key = asked.limit_key, ready = false,
      attempts = crashes,
      run_at = coalesce(asked.run_at, now() + coalesce(asked.delay_ms, 0) * interval '1 millisecond')
    FROM jsonb_to_record(${JSON.stringify(row)}::jsonb) AS asked (payload jsonb, version smallint, related_id uuid,
      created_by uuid, trace_parent text, limit_key text, run_at timestamptz, delay_ms float8)
    WHERE jobs.kind = ${row.kind} AND jobs.organization_id IS NOT DISTINCT FROM ${row.organization_id}::uuid
      AND jobs.replace_key = ${row.replace_key} AND jobs.state = 'pending'
    RETURNING jobs.id`

  /** The one that holds the request's key. */
  const holder = (row: Row) =>
    Effect.map(
      sql<{ readonly id: string }>`
        SELECT id FROM jobs
        WHERE kind = ${row.kind} AND organization_id IS NOT DISTINCT FROM ${row.organization_id}::uuid
          AND unique_key = ${row.unique_key} AND state IN ('pending', 'running')`,
      (rows) => rows[0]?.id
    )

  const prepare = (requests: ReadonlyArray<JobRequest>, family: Family) =>
    Effect.flatMap(currentTraceParent, (traceParent) =>
      Effect.forEach(requests, (request) => rowOf(request, family, traceParent))
    )

  /** Outside of any transaction: with whatever else is asked for at the same moment. None if its key was taken. */
  const writeAlone = yield* makeBatches({
    largest: largestBatch,
    write: (rows: ReadonlyArray<Row>) =>
      Effect.map(write(rows), (written) => {
        const byId = new Map(written.map((row) => [row.id, row]))
        return rows.map((row) => byId.get(row.id))
      })
  })
  /** Gives those that were written. */
  const writeAll = Effect.fnUntraced(function* (rows: ReadonlyArray<Row>) {
    const [first, ...others] = rows
    if (first === undefined || others.length > 0) return yield* write(rows)
    if (Option.isSome(yield* Effect.serviceOption(sql.transactionService))) return yield* write(rows)
    const written = yield* writeAlone(first)
    return written === undefined ? [] : [written]
  })
  return { prepare, write: writeAll, replace, holder } as const
})
