import { Effect, Layer, Redacted } from "effect"
import { acquireMigrated, acquirePostgres } from "../support/TestDatabase.ts"
import { redisUrl } from "../support/Services.ts"
import { S3Server } from "../support/S3Server.ts"
import type { Environment } from "../support/TestServer.ts"

/** Nothing set: embedded database, local files, no model. */
export const embedded = Effect.succeed<Environment>({})

const institutionOn = Effect.fnUntraced(function* <E, R>(acquired: Effect.Effect<Redacted.Redacted, E, R>) {
  const database = yield* acquired
  const s3 = yield* Effect.map(Layer.build(S3Server.layer), (context) => context)
  const { env } = yield* Effect.provide(S3Server, s3)
  return {
    DATABASE_URL: Redacted.value(database),
    REDIS_URL: redisUrl,
    REDIS_KEY_PREFIX: `luminalib-test-${crypto.randomUUID()}`,
    JWT_SECRET_KEY: "a secret of this test that is long enough",
    STORAGE_PROVIDER: "minio",
    ...env
  } satisfies Environment
})

/** What an institution sets: PostgreSQL, Redis and an S3 server, each of the test's own. */
export const institution = institutionOn(acquireMigrated)

/** The same before its first start: the database is empty. */
export const newInstitution = institutionOn(acquirePostgres)
