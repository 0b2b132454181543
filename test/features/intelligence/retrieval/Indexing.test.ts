import { describePostgres } from "../../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../../support/TestDatabase.ts"
import { indexingSuite } from "./IndexingSuite.ts"

indexingSuite("embedded", layerEmbedded)
describePostgres("on a server", () => indexingSuite("PostgreSQL", layerPostgres))
