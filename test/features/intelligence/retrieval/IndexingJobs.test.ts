import { describePostgres } from "../../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../../support/TestDatabase.ts"
import { indexingJobsSuite } from "./IndexingJobsSuite.ts"

indexingJobsSuite("embedded", layerEmbedded)
describePostgres("on a server", () => indexingJobsSuite("PostgreSQL", layerPostgres))
