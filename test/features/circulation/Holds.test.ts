import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { holdsSuite } from "./HoldsSuite.ts"

holdsSuite("embedded", layerEmbedded)
describePostgres("on a server", () => holdsSuite("PostgreSQL", layerPostgres))
