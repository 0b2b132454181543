import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { loanListsSuite } from "./LoanListsSuite.ts"

loanListsSuite("embedded", layerEmbedded)
describePostgres("on a server", () => loanListsSuite("PostgreSQL", layerPostgres))
