import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { cleanupSuite } from "./CleanupSuite.ts"

cleanupSuite("embedded", layerEmbedded)
describePostgres("on a server", () => cleanupSuite("PostgreSQL", layerPostgres))
