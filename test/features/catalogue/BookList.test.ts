import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { listSuite } from "./ListSuite.ts"

listSuite("embedded", layerEmbedded)
describePostgres("on a server", () => listSuite("PostgreSQL", layerPostgres))
