import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { noticesSuite } from "./NoticesSuite.ts"

noticesSuite("embedded", layerEmbedded)
describePostgres("on a server", () => noticesSuite("PostgreSQL", layerPostgres))
