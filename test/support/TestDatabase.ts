import * as NodeServices from "@effect/platform-node/NodeServices"
import * as PgClient from "@effect/sql-pg/PgClient"
import { Effect, Layer, Redacted } from "effect"
import { SqlClient } from "effect/sql"
import { Database } from "#platform/Database.ts"
import { openBackend } from "#platform/database/EmbeddedBackend.ts"
import { migrate } from "#platform/Migrations.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { embeddedTemplate, layerBackend, sqlDirectory } from "./EmbeddedTemplate.ts"
import { postgresUrl } from "./Services.ts"

const embedded = (options: { readonly migrated: boolean }) =>
  Layer.unwrap(
    Effect.map(
      Effect.acquireRelease(
        Effect.promise(async () => openBackend("memory://", await embeddedTemplate(options))),
        (backend) => Effect.promise(() => backend.close())
      ),
      layerBackend
    )
  )

/** PostgreSQL in this thread and in memory, with an empty database. */
export const layerEmbeddedEmpty = embedded({ migrated: false })

/** PostgreSQL in this thread and in memory, migrated with sql/. A new one for each time that the layer is built. */
export const layerEmbedded = Layer.provideMerge(TenantWall.layer, embedded({ migrated: true }))

/** Makes a database of its own on the test server, and drops it with the scope whoever is still connected. */
export const acquirePostgres = Effect.gen(function* () {
  const admin = yield* Layer.build(PgClient.layer({ url: Redacted.make(postgresUrl), maxConnections: 1 }))
  const run = (statement: string) =>
    Effect.provideContext(
      Effect.flatMap(SqlClient.SqlClient, (sql) => sql.unsafe(statement).unprepared),
      admin
    )
  const name = `luminalib_test_${crypto.randomUUID().replaceAll("-", "")}`
  yield* Effect.acquireRelease(run(`CREATE DATABASE ${name}`), () =>
    Effect.orDie(run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`))
  )
  const url = new URL(postgresUrl)
  url.pathname = `/${name}`
  return Redacted.make(url.href)
})

/** A new, empty database on the test server, dropped at the end. */
export const layerPostgresEmpty = Layer.unwrap(Effect.map(acquirePostgres, (url) => Database.layerFrom({ url })))

/** A new database on the test server, migrated with sql/ and dropped at the end. */
export const layerPostgres = Layer.merge(Layer.effectDiscard(migrate(sqlDirectory)), TenantWall.layer).pipe(
  Layer.provide(NodeServices.layer),
  Layer.provideMerge(layerPostgresEmpty)
)
