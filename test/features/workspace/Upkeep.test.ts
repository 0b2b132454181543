import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { upkeepSuite } from "./UpkeepSuite.ts"

upkeepSuite("embedded", layerEmbedded)
describePostgres("on a server", () => upkeepSuite("PostgreSQL", layerPostgres))
