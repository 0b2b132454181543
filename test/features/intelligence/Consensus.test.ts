import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { consensusSuite } from "./ConsensusSuite.ts"

consensusSuite("embedded", layerEmbedded)
describePostgres("on a server", () => consensusSuite("PostgreSQL", layerPostgres))
