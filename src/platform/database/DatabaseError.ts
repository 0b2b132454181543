import { Data } from "effect"
import type { SqlError } from "effect/sql"
import { postgresMessage } from "./PostgresMessage.ts"

/** Another process works on this directory. `pid` is the one that says so in its pid file, if it got that far. */
export class DirectoryInUse extends Data.TaggedError("DirectoryInUse")<{
  readonly directory: string
  readonly pid: number | undefined
}> {
  override get message() {
    const owner = this.pid === undefined ? "another process" : `process ${this.pid}`
    return `${this.directory} is in use by ${owner}. Stop it, or set DATA_DIR to another directory.`
  }
}

/** The data directory cannot be made or written. */
export class DirectoryUnusable extends Data.TaggedError("DirectoryUnusable")<{
  readonly directory: string
  readonly cause: unknown
}> {
  override get message() {
    return `${this.directory} cannot be used as a data directory: ${String(this.cause)}`
  }
}

/** The embedded PostgreSQL did not come up, or its thread ended while the process still needed it. */
export class EmbeddedStopped extends Data.TaggedError("EmbeddedStopped")<{
  readonly phase: "starting" | "running"
  readonly cause: unknown
}> {
  override get message() {
    return `The embedded PostgreSQL ended while ${this.phase}: ${String(this.cause)}`
  }
}

/** DATABASE_URL is not a URL. It is not repeated here, since it may hold a password. */
export class UrlUnreadable extends Data.TaggedError("UrlUnreadable") {
  override get message() {
    return "DATABASE_URL is not a URL like postgres://user:password@host:5432/database"
  }
}

/** No session could be opened within the patience of a start. `server` is host, port and database, without secrets. */
export class Unreachable extends Data.TaggedError("Unreachable")<{
  readonly server: string
  readonly cause: SqlError.SqlError
}> {
  override get message() {
    return `No session on PostgreSQL ${this.server}: ${postgresMessage(this.cause)}`
  }
}

/** The database as a machine could not be started, or was lost for good: the process should end. */
export class DatabaseError extends Data.TaggedError("DatabaseError")<{
  readonly reason: DirectoryInUse | DirectoryUnusable | EmbeddedStopped | UrlUnreadable | Unreachable
}> {
  override get message() {
    return this.reason.message
  }
}
