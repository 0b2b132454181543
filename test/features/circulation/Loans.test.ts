import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { loansSuite } from "./LoansSuite.ts"

loansSuite("embedded", layerEmbedded)
describePostgres("on a server", () => loansSuite("PostgreSQL", layerPostgres))
