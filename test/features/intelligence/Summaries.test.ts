import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { summariesSuite } from "./SummariesSuite.ts"

summariesSuite("summaries", layerEmbedded)

describePostgres("PostgreSQL", () => {
  summariesSuite("summaries on a server", layerPostgres)
})
