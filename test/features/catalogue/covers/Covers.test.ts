import { describePostgres } from "../../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../../support/TestDatabase.ts"
import { coversSuite } from "./CoversSuite.ts"

coversSuite("embedded", layerEmbedded)
describePostgres("on a server", () => coversSuite("PostgreSQL", layerPostgres))
