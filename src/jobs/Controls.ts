import { Context, Effect, Layer } from "effect"
import { SqlClient, type SqlError } from "effect/sql"

/** What can be stopped: all work of a queue, or a kind in whatever queue. */
export type Scope = "queue" | "kind"

/** Whether something is stopped. */
export interface Control {
  readonly scope: Scope
  readonly name: string
  readonly paused: boolean
  readonly pausedAt: Date | null
  readonly pausedBy: string | null
  /** Whether this call changed it. */
  readonly changed: boolean
}

interface PausedRow {
  readonly pausedAt: Date
  readonly pausedBy: string | null
  readonly changed: boolean
}

/**
 * The hand brake: claims leave out what is stopped here, on every worker from its next claim on. What runs goes on, and
 * what is asked for meanwhile waits. Every call is one statement and joins the caller's transaction.
 */
export class Controls extends Context.Service<
  Controls,
  {
    /** Stops it. Asking again keeps when and by whom it was stopped first. */
    readonly pause: (scope: Scope, name: string, by: string) => Effect.Effect<Control, SqlError.SqlError>
    /** Lets it go on: within a second its jobs are offered to workers again. */
    readonly resume: (scope: Scope, name: string) => Effect.Effect<Control, SqlError.SqlError>
  }
>()("luminalib/jobs/Controls") {
  static readonly layer = Layer.effect(
    Controls,
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      return Controls.of({
        pause: Effect.fn("Controls.pause")(function* (scope, name, by) {
          // The update changes nothing: it makes the row that is there come back.
          const rows = yield* sql<PausedRow>`
            INSERT INTO job_controls AS control (scope, name, paused_by) VALUES (${scope}, ${name}, ${by})
            ON CONFLICT (scope, name) DO UPDATE SET name = control.name
            RETURNING paused_at, paused_by, xmax = 0 AS changed`
          const row = yield* Effect.orDie(Effect.fromNullishOr(rows[0]))
          return { scope, name, paused: true, ...row }
        }),
        resume: Effect.fn("Controls.resume")(function* (scope, name) {
          const rows = yield* sql`DELETE FROM job_controls WHERE scope = ${scope} AND name = ${name} RETURNING name`
          return { scope, name, paused: false, pausedAt: null, pausedBy: null, changed: rows.length > 0 }
        })
      })
    })
  )
}
