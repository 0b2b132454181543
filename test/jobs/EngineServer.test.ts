import * as InProcess from "#jobs/dispatch/InProcess.ts"
import { describePostgres } from "../support/Services.ts"
import { layerPostgres } from "../support/TestDatabase.ts"
import { engineSuite } from "./EngineSuite.ts"
import { orderSuite } from "./OrderSuite.ts"

describePostgres("PostgreSQL", () => {
  engineSuite("PostgreSQL alone", layerPostgres, InProcess.layer)
  orderSuite("PostgreSQL alone", layerPostgres, InProcess.layer)
})
