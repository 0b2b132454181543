import * as PgClient from "@effect/sql-pg/PgClient"
import { Cache, Config, Context, Duration, Effect, Exit, Layer, Option, Redacted, Schedule, String } from "effect"
import { SqlClient, SqlError } from "effect/sql"
import { DatabaseError, Unreachable, UrlUnreadable } from "./database/DatabaseError.ts"
import { type Embedded, openEmbedded } from "./database/Embedded.ts"
import { failOnLostSession, isTransient } from "./Transactions.ts"

interface PoolOptions {
  /** Default 10. */
  readonly maxConnections?: number
  /** What the server calls these sessions: default luminalib. */
  readonly applicationName?: string
}

/** How to reach a PostgreSQL, and how many sessions to keep at most. */
export type DatabaseOptions =
  (PoolOptions & { readonly url: Redacted.Redacted }) | (PoolOptions & { readonly embedded: Embedded })

/** A start waits this long for a server that is still coming up. */
const patience = Duration.seconds(30)

/** What the URL says, said once more: spans bear these names, and not the client's defaults. */
const namesOf = (url: Redacted.Redacted): Pick<PgClient.PgClientConfig, "host" | "port" | "database"> => {
  const text = Redacted.value(url)
  if (!URL.canParse(text)) return {}
  const { hostname, pathname, port, searchParams } = new URL(text)
  // Parameters have the last word, and names in another script are left to the client.
  const isPlain = searchParams.size === 0 && /^[\w.-]+$/.test(hostname) && /^\/[\w-]+$/.test(pathname)
  return isPlain ? { host: hostname, database: pathname.slice(1), ...(port === "" ? {} : { port: Number(port) }) } : {}
}

const settings = (options: DatabaseOptions): PgClient.PgPoolConfig => ({
  applicationName: options.applicationName ?? "luminalib",
  minConnections: 1,
  maxConnections: options.maxConnections ?? 10,
  idleTimeout: "60 seconds",
  connectTimeout: "5 seconds",
  // A slow statement would hold up its neighbours on the same connection, and a timeout could not cancel it.
  multiplex: false,
  transformResultNames: String.snakeToCamel,
  transformQueryNames: String.camelToSnake,
  transformJson: false,
  startupParameters: { statement_timeout: "15s", lock_timeout: "5s", idle_in_transaction_session_timeout: "30s" },
  ...("url" in options
    ? { url: options.url, ...namesOf(options.url) }
    : { stream: options.embedded.stream, username: "postgres", database: "postgres", ssl: false })
})

/** Where the database is, without user and password. */
const describeServer = (options: DatabaseOptions): Effect.Effect<string, DatabaseError> =>
  "embedded" in options
    ? Effect.succeed("embedded in this process")
    : Effect.try({
        try: () => new URL(Redacted.value(options.url)),
        catch: () => new DatabaseError({ reason: new UrlUnreadable() })
      }).pipe(Effect.map(({ host, pathname }) => `at ${host}${pathname}`))

/** A server may still be coming up when we start: compose, a failover, a restart of the machine. */
const awaitSession = (check: Effect.Effect<void, SqlError.SqlError>, server: string) =>
  Effect.catchIf(check, isTransient, () =>
    Effect.andThen(
      Effect.logInfo(`Waiting for PostgreSQL ${server}`),
      Effect.retry(check, {
        while: isTransient,
        schedule: Schedule.spaced("500 millis").pipe(Schedule.upTo({ duration: patience }))
      })
    )
  ).pipe(Effect.mapError((cause) => new DatabaseError({ reason: new Unreachable({ server, cause }) })))

const makeCheck = (sql: SqlClient.SqlClient) =>
  Effect.timeoutOrElse(Effect.asVoid(sql`SELECT 1`), {
    duration: "1 second",
    orElse: () => {
      const message = "PostgreSQL did not answer within 1 second"
      return Effect.fail(
        new SqlError.SqlError({
          reason: new SqlError.ConnectionError({ cause: new Error(message), message, operation: "check" })
        })
      )
    }
  })

/** Remembers an answer but not a failure. */
const makeExtensions = (sql: SqlClient.SqlClient): Effect.Effect<Effect.Effect<ReadonlySet<string>>> =>
  Cache.makeWith(() => sql<{ extname: string }>`SELECT extname FROM pg_extension`, {
    capacity: 1,
    timeToLive: (exit) => (Exit.isSuccess(exit) ? Duration.infinity : Duration.zero)
  }).pipe(
    Effect.map((cache) =>
      Cache.get(cache, "installed").pipe(
        Effect.map((rows) => new Set(rows.map((row) => row.extname))),
        Effect.catchTag("SqlError", Effect.die)
      )
    )
  )

/** The relational store: PostgreSQL on a server, or embedded in this process. */
export class Database extends Context.Service<
  Database,
  {
    /** `embedded`: one session in this process, so transactions run one after another. */
    readonly profile: "embedded" | "server"
    /** Names of the extensions installed in this database, e.g. `pg_trgm`, `vector`. Asked once, then remembered. */
    readonly extensions: Effect.Effect<ReadonlySet<string>>
    /** Succeeds if a session answers within 1 second: for readiness. */
    readonly check: Effect.Effect<void, SqlError.SqlError>
    /** Never succeeds; fails when the embedded database is gone for good and the process should end. */
    readonly lost: Effect.Effect<never, DatabaseError>
  }
>()("luminalib/platform/Database") {
  /** The database named by the options; the layer is ready when a session answered, which it awaits for 30 s. */
  static readonly layerFrom = (options: DatabaseOptions) =>
    Layer.effect(
      Database,
      Effect.gen(function* () {
        const sql = yield* SqlClient.SqlClient
        const check = makeCheck(sql)
        yield* awaitSession(check, yield* describeServer(options))
        const lost = "embedded" in options ? options.embedded.lost : Effect.never
        yield* Effect.forkScoped(Effect.tapError(lost, (error) => Effect.logFatal(error.message)))
        return Database.of({
          profile: "url" in options ? "server" : "embedded",
          extensions: yield* makeExtensions(sql),
          check,
          lost
        })
      })
    ).pipe(Layer.provideMerge(PgClient.layerFrom(Effect.map(PgClient.make(settings(options)), failOnLostSession))))

  /** PostgreSQL in a thread of this process, kept in `<dataDirectory>/postgres`, which it alone may open. */
  static readonly layerEmbedded = (dataDirectory: string, maxConnections?: number) =>
    Layer.unwrap(
      Effect.map(openEmbedded(dataDirectory), (embedded) =>
        Database.layerFrom({ embedded, ...(maxConnections === undefined ? {} : { maxConnections }) })
      )
    )

  /** DATABASE_URL, or none when it is absent or empty: then the database is embedded. */
  static readonly url = Config.option(Config.Redacted("DATABASE_URL")).pipe(
    Config.map(Option.filter((url) => Redacted.value(url) !== ""))
  )

  /** DATABASE_URL (none: embedded, in DATA_DIR, default ./data), DATABASE_POOL_MAX (default 10). */
  static readonly layer = Layer.unwrap(
    Effect.gen(function* () {
      const url = yield* Database.url
      const maxConnections = yield* Config.Int("DATABASE_POOL_MAX").pipe(Config.withDefault(10))
      if (Option.isSome(url)) return Database.layerFrom({ url: url.value, maxConnections })
      const dataDirectory = yield* Config.String("DATA_DIR").pipe(Config.withDefault("./data"))
      return Database.layerEmbedded(dataDirectory, maxConnections)
    })
  )
}
