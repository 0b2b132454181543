import { describePostgres } from "../../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../../support/TestDatabase.ts"
import { similarBooksSuite } from "./SimilarBooksSuite.ts"

similarBooksSuite("embedded", layerEmbedded)
describePostgres("on a server", () => similarBooksSuite("PostgreSQL", layerPostgres))
