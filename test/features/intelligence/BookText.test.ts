import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { bookTextSuite } from "./BookTextSuite.ts"

bookTextSuite("embedded", layerEmbedded)
describePostgres("on a server", () => bookTextSuite("PostgreSQL", layerPostgres))
