import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { sentimentsSuite } from "./SentimentsSuite.ts"

sentimentsSuite("embedded", layerEmbedded)
describePostgres("on a server", () => sentimentsSuite("PostgreSQL", layerPostgres))
