import { Effect, Layer } from "effect"
import { SqlClient } from "effect/sql"
import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { sequencesSuite } from "./SequencesSuite.ts"

/** Nobody asks this database anything after the server has crashed. */
const layerHasty = Layer.provideMerge(
  Layer.effectDiscard(
    Effect.flatMap(
      SqlClient.SqlClient,
      (sql) => sql`
        DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET synchronous_commit = off', current_database()); END $$`
    )
  ),
  layerPostgres
)

sequencesSuite("embedded", layerEmbedded, 2)
describePostgres("on a server", () => sequencesSuite("PostgreSQL", layerHasty, 50))
