import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { uploadSuite } from "./UploadSuite.ts"

uploadSuite("embedded", layerEmbedded)
describePostgres("on a server", () => uploadSuite("PostgreSQL", layerPostgres))
