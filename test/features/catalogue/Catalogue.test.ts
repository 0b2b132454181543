import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { booksSuite } from "./BooksSuite.ts"

booksSuite("embedded", layerEmbedded)
describePostgres("on a server", () => booksSuite("PostgreSQL", layerPostgres))
