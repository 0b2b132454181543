import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { obstaclesSuite } from "./ObstaclesSuite.ts"
import { summariesSuite } from "./SummariesSuite.ts"

summariesSuite("summaries", layerEmbedded)
obstaclesSuite("obstacles to summaries", layerEmbedded)

describePostgres("PostgreSQL", () => {
  summariesSuite("summaries on a server", layerPostgres)
  obstaclesSuite("obstacles to summaries on a server", layerPostgres)
})
