import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { reviewStatisticsSuite } from "./ReviewStatisticsSuite.ts"

reviewStatisticsSuite("embedded", layerEmbedded)
describePostgres("on a server", () => reviewStatisticsSuite("PostgreSQL", layerPostgres))
