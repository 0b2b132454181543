import { describePostgres } from "../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../support/TestDatabase.ts"
import { operatingSuite } from "./OperatingSuite.ts"

operatingSuite("embedded", layerEmbedded)
describePostgres("on a server", () => operatingSuite("on PostgreSQL", layerPostgres))
