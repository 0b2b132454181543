import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { contentsSuite } from "./ContentsSuite.ts"

contentsSuite("embedded", layerEmbedded)
describePostgres("on a server", () => contentsSuite("PostgreSQL", layerPostgres))
