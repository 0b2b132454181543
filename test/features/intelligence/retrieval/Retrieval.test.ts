import { describePostgres } from "../../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../../support/TestDatabase.ts"
import { retrievalSuite } from "./RetrievalSuite.ts"

retrievalSuite("embedded", layerEmbedded)
describePostgres("on a server", () => retrievalSuite("PostgreSQL", layerPostgres))
