import { Config, Effect, Option, Path, Redacted } from "effect"

/** Empty where it is not set. */
const text = (name: string) =>
  Config.option(Config.Redacted(name)).pipe(
    Config.map(Option.match({ onNone: () => "", onSome: (value) => Redacted.value(value).trim() }))
  )

/** What the variables choose: what is examined differs. */
export interface Profile {
  /** DATABASE_URL: may hold a password. Empty: embedded. */
  readonly databaseUrl: string
  /** REDIS_URL: may hold a password. Empty: none. */
  readonly redisUrl: string
  /** The S3 server; empty where files are kept here. */
  readonly storageUrl: string
  readonly hasSecret: boolean
  /** Whole, from the root. */
  readonly dataDirectory: string
}

/** The variables of the adapters, as far as they say where to look. */
export const profile = Effect.gen(function* () {
  const { resolve } = yield* Path.Path
  const settings = yield* Config.all({
    databaseUrl: text("DATABASE_URL"),
    redisUrl: text("REDIS_URL"),
    secret: text("JWT_SECRET_KEY"),
    storage: Config.String("STORAGE_PROVIDER").pipe(Config.withDefault("local")),
    endpoint: Config.String("MINIO_ENDPOINT").pipe(Config.withDefault("127.0.0.1:9000")),
    dataDirectory: Config.String("DATA_DIR").pipe(Config.withDefault("./data"))
  })
  const { databaseUrl, endpoint, redisUrl } = settings
  const found: Profile = {
    databaseUrl,
    redisUrl,
    storageUrl: settings.storage === "local" ? "" : endpoint.includes("://") ? endpoint : `http://${endpoint}`,
    hasSecret: settings.secret !== "",
    dataDirectory: resolve(settings.dataDirectory)
  }
  return found
})
