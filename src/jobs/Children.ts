import { Effect, Schema } from "effect"
import { SqlClient } from "effect/sql"

const Child = Schema.Struct({
  id: Schema.String,
  kind: Schema.String,
  state: Schema.Literals(["completed", "failed", "cancelled"]),
  result: Schema.NullOr(Schema.Json)
})
const decode = Schema.decodeUnknownEffect(Schema.Array(Child))

/** Finds the children of a job that are over, in the order in which they were asked for. Rides on jobs_children. */
export const makeChildren = Effect.map(
  SqlClient.SqlClient,
  (sql) => (parentId: string) =>
    sql`
      SELECT id, kind, state, result FROM jobs
      WHERE parent_id = ${parentId} AND state IN ('completed', 'failed', 'cancelled') ORDER BY id`.pipe(
      Effect.flatMap(decode),
      Effect.catchTag("SchemaError", Effect.die)
    )
)
