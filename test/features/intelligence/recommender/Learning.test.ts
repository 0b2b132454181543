import { describePostgres } from "../../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../../support/TestDatabase.ts"
import { learningSuite } from "./LearningSuite.ts"

learningSuite("embedded", layerEmbedded)
describePostgres("on a server", () => learningSuite("PostgreSQL", layerPostgres))
