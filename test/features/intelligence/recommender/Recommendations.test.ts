import { describePostgres } from "../../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../../support/TestDatabase.ts"
import { recommendationsSuite } from "./RecommendationsSuite.ts"

recommendationsSuite("embedded", layerEmbedded)
describePostgres("on a server", () => recommendationsSuite("PostgreSQL", layerPostgres))
