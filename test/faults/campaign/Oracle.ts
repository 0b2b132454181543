import { Effect, Schedule } from "effect"
import type { SqlClient, SqlError } from "effect/sql"
import { isTransient } from "#platform/Transactions.ts"
import type { Told } from "./Client.ts"

/** Every change of a job's state, as the database saw it, and what handlers leave. */
const tables = [
  `CREATE TABLE fault_orders (token text PRIMARY KEY)`,
  `CREATE TABLE fault_effects (job_id uuid NOT NULL, step text NOT NULL, process int NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp(), UNIQUE (job_id, step))`,
  `CREATE TABLE fault_accepted (job_id uuid NOT NULL, step text NOT NULL, process int NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp())`,
  `CREATE TABLE fault_log (seq bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, job_id uuid NOT NULL,
    organization_id uuid, before text, state text NOT NULL, attempts int NOT NULL, fence int NOT NULL, worker text,
    at timestamptz NOT NULL)`,
  `CREATE INDEX ON fault_log (job_id, seq)`,
  // A job that becomes running says who runs it; one that stops says who ran it.
  `CREATE FUNCTION fault_note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    BEGIN
      INSERT INTO fault_log (job_id, organization_id, before, state, attempts, fence, worker, at)
      VALUES (NEW.id, NEW.organization_id, CASE WHEN TG_OP = 'UPDATE' THEN OLD.state END, NEW.state, NEW.attempts,
        NEW.fence, CASE WHEN TG_OP = 'UPDATE' THEN coalesce(NEW.worker, OLD.worker) END, clock_timestamp());
      RETURN NULL;
    END $$`,
  `CREATE TRIGGER fault_created AFTER INSERT ON jobs FOR EACH ROW EXECUTE FUNCTION fault_note()`,
  `CREATE TRIGGER fault_changed AFTER UPDATE ON jobs FOR EACH ROW
    WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION fault_note()`,
  `GRANT ALL ON fault_orders, fault_effects, fault_accepted TO PUBLIC`
]

/** What the ledger and the side effects say, held against what clients were told. */
export interface Judgement {
  readonly lost: number
  readonly doubled: number
  readonly phantom: number
  readonly violations: ReadonlyArray<string>
}

/** Looks at the database of a campaign, patiently: it may be the one that is being stopped. */
export const makeOracle = Effect.fnUntraced(function* (client: SqlClient.SqlClient) {
  const patiently = <A>(question: Effect.Effect<A, SqlError.SqlError>) =>
    Effect.retry(question, {
      while: isTransient,
      schedule: Schedule.spaced("200 millis").pipe(Schedule.upTo({ duration: "30 seconds" }))
    }).pipe(Effect.orDie)
  const rows = <Row extends object>(statement: string, values: ReadonlyArray<unknown> = []) =>
    patiently(client.unsafe<Row>(statement, values))
  const count = (statement: string, values: ReadonlyArray<unknown> = []) =>
    Effect.map(
      rows<{ count: number }>(`SELECT count(*)::int AS count FROM ${statement}`, values),
      ([row]) => row?.count ?? 0
    )

  /** Counts again and again until the count is as wished or `seconds` have passed; gives the last count. */
  const until = (
    statement: string,
    values: ReadonlyArray<unknown>,
    wish: (found: number) => boolean,
    seconds: number
  ) =>
    count(statement, values).pipe(
      Effect.repeat({
        until: wish,
        schedule: Schedule.spaced("100 millis").pipe(Schedule.upTo({ duration: `${seconds} seconds` }))
      })
    )

  yield* Effect.forEach(tables, (statement) => Effect.orDie(client.unsafe(statement).unprepared), { discard: true })

  const lost = (told: Told) =>
    count(
      `unnest($1::uuid[]) AS told (id) LEFT JOIN jobs USING (id)
       WHERE (state IS DISTINCT FROM 'completed' AND kind IS DISTINCT FROM 'fault.poison')
         OR (kind IN ('fault.sleep', 'fault.compute', 'fault.freeze') AND NOT EXISTS (SELECT FROM fault_effects e WHERE e.job_id = id))`,
      [[...told.acknowledged.values()]]
    )

  const doubled = Effect.map(
    Effect.all([
      count(`(SELECT job_id FROM fault_log WHERE state = 'completed' GROUP BY job_id HAVING count(*) > 1) AS twice`),
      count(`(SELECT job_id FROM fault_accepted GROUP BY job_id, step HAVING count(*) > 1) AS twice`),
      count(`(SELECT payload ->> 'token' FROM jobs WHERE kind LIKE 'fault.%' GROUP BY payload ->> 'token', kind
        HAVING count(*) > 1) AS twice`)
    ]),
    (counts) => counts.reduce((a, b) => a + b)
  )

  const phantom = (told: Told) =>
    Effect.map(
      Effect.all([
        count(`jobs WHERE payload ->> 'token' = ANY($1::text[])`, [[...told.rolledBack]]),
        count(
          `jobs LEFT JOIN fault_orders o ON o.token = payload ->> 'token' WHERE kind LIKE 'fault.%' AND o.token IS NULL`
        ),
        count(`fault_orders o LEFT JOIN jobs ON payload ->> 'token' = o.token WHERE jobs.id IS NULL`),
        count(`fault_effects e LEFT JOIN jobs ON jobs.id = e.job_id WHERE state IS DISTINCT FROM 'completed'`)
      ]),
      (counts) => counts.reduce((a, b) => a + b)
    )

  return {
    rows,
    count,
    /** The database's time now. */
    now: Effect.map(rows<{ now: Date }>(`SELECT clock_timestamp() AS now`), ([row]) => row!.now),
    until,
    /** Waits until every job has ended, or `seconds` have passed; gives how many have not. */
    settled: (seconds: number) =>
      until(`jobs WHERE kind LIKE 'fault.%' AND state IN ('pending', 'running')`, [], (open) => open === 0, seconds),
    /** Milliseconds from the commit that made a job to its first start, of the jobs that the condition names. */
    startDelays: (condition: string, values: ReadonlyArray<unknown> = []) =>
      Effect.map(
        rows<{ millis: number }>(
          `SELECT extract(epoch FROM min(s.at) - c.at)::float8 * 1000 AS millis
           FROM fault_log c JOIN fault_log s ON s.job_id = c.job_id AND s.state = 'running'
           WHERE c.before IS NULL AND ${condition} GROUP BY c.seq, c.at`,
          values
        ),
        (found) => found.map(({ millis }) => millis)
      ),
    judge: Effect.fnUntraced(function* (told: Told, expectedFailures = 0): Effect.fn.Return<Judgement> {
      const unknown = told.unknown.size
      const failed = yield* rows<{ code: string; count: number }>(
        `SELECT errors -> -1 ->> 'code' AS code, count(*)::int AS count FROM jobs WHERE state = 'failed' GROUP BY 1`
      )
      const failures = failed.reduce((sum, { count }) => sum + count, 0)
      return {
        lost: yield* lost(told),
        doubled: yield* doubled,
        phantom: yield* phantom(told),
        violations: [
          ...(unknown === 0 ? [] : [`${unknown} orders never got an answer`]),
          ...(failures === expectedFailures ? [] : failed.map(({ code, count }) => `${count} jobs failed with ${code}`))
        ]
      }
    })
  }
})
export type Oracle = Effect.Success<ReturnType<typeof makeOracle>>
