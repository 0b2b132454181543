import { describePostgres } from "../../../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../../../support/TestDatabase.ts"
import { vectorSearchSuite } from "./VectorSearchSuite.ts"

vectorSearchSuite("embedded", layerEmbedded)
describePostgres("on a server", () => vectorSearchSuite("PostgreSQL", layerPostgres))
