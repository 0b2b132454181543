import { describePostgres } from "../../../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../../../support/TestDatabase.ts"
import { modelChangeSuite } from "./ModelChangeSuite.ts"

modelChangeSuite("embedded", layerEmbedded)
describePostgres("on a server", () => modelChangeSuite("PostgreSQL", layerPostgres))
