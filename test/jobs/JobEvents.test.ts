import { describePostgres } from "../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../support/TestDatabase.ts"
import { jobEventsSuite } from "./JobEventsSuite.ts"

jobEventsSuite("embedded", layerEmbedded)

describePostgres("on a server", () => jobEventsSuite("PostgreSQL", layerPostgres))
