import { describePostgres } from "../../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../../support/TestDatabase.ts"
import { answersSuite } from "./AnswersSuite.ts"

answersSuite("answers", layerEmbedded)

describePostgres("PostgreSQL", () => answersSuite("answers on a server", layerPostgres))
