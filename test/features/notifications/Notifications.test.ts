import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { notificationsSuite } from "./NotificationsSuite.ts"

notificationsSuite("embedded", layerEmbedded)
describePostgres("on a server", () => notificationsSuite("PostgreSQL", layerPostgres))
