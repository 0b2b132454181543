import * as NodeServices from "@effect/platform-node/NodeServices"
import { Effect, Layer } from "effect"
import { Database } from "#platform/Database.ts"
import { openBackend } from "#platform/database/EmbeddedBackend.ts"
import { migrate } from "#platform/Migrations.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { embeddedTemplate, layerBackend, sqlDirectory } from "./EmbeddedTemplate.ts"
import { acquireDatabase } from "./PostgresServer.ts"
import { preparedDatabase } from "./PreparedData.ts"

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

/** A new, empty database on the test server, dropped with the scope. */
export const acquirePostgres = Effect.map(acquireDatabase(), ({ url }) => url)

/** The same, migrated with sql/: a copy of the one that was prepared, where it was. */
export const acquireMigrated = Effect.suspend(() => {
  const prepared = preparedDatabase()
  if (prepared !== undefined) return Effect.map(acquireDatabase(prepared), ({ url }) => url)
  return Effect.tap(acquirePostgres, (url) =>
    Effect.provide(migrate(sqlDirectory), [Database.layerFrom({ url, maxConnections: 1 }), NodeServices.layer])
  )
})

/** A new, empty database on the test server, dropped at the end. */
export const layerPostgresEmpty = Layer.unwrap(Effect.map(acquirePostgres, (url) => Database.layerFrom({ url })))

/** A new database on the test server, migrated with sql/ and dropped at the end. */
export const layerPostgres = Layer.provideMerge(
  TenantWall.layer,
  Layer.unwrap(Effect.map(acquireMigrated, (url) => Database.layerFrom({ url })))
)
