import type { SqlClient } from "effect/sql"
import type { Scope } from "./Passage.ts"

/** Of the sources `s` of the library: those that the reader may read. */
export const permitted = (sql: SqlClient.SqlClient, { readerId }: Pick<Scope, "readerId">) =>
  sql`(s.owner_id IS NULL OR s.owner_id = ${readerId})`
