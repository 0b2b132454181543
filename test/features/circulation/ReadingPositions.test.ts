import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { readingPositionsSuite } from "./ReadingPositionsSuite.ts"

readingPositionsSuite("embedded", layerEmbedded)
describePostgres("on a server", () => readingPositionsSuite("PostgreSQL", layerPostgres))
