import * as InProcess from "#jobs/dispatch/InProcess.ts"
import { layerEmbedded } from "../support/TestDatabase.ts"
import { engineSuite } from "./EngineSuite.ts"
import { orderSuite } from "./OrderSuite.ts"

engineSuite("embedded", layerEmbedded, InProcess.layer)
orderSuite("embedded", layerEmbedded, InProcess.layer)
