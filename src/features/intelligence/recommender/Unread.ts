import type { SqlClient } from "effect/sql"
import type { Reader } from "./Tastes.ts"

/** The reader never had the book `b`. */
export const unread = (sql: SqlClient.SqlClient, { organizationId, userId }: Reader) => sql`
  NOT EXISTS (
    SELECT FROM loans l WHERE l.organization_id = ${organizationId} AND l.user_id = ${userId} AND l.book_id = b.id
  )`
