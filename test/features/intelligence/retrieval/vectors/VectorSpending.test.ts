import { describePostgres } from "../../../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../../../support/TestDatabase.ts"
import { vectorSpendingSuite } from "./VectorSpendingSuite.ts"

vectorSpendingSuite("embedded", layerEmbedded)
describePostgres("on a server", () => vectorSpendingSuite("PostgreSQL", layerPostgres))
