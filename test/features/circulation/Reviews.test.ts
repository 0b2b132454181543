import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { reviewsSuite } from "./ReviewsSuite.ts"

reviewsSuite("embedded", layerEmbedded)
describePostgres("on a server", () => reviewsSuite("PostgreSQL", layerPostgres))
