import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { readingListsSuite } from "./ReadingListsSuite.ts"

readingListsSuite("embedded", layerEmbedded)
describePostgres("on a server", () => readingListsSuite("PostgreSQL", layerPostgres))
