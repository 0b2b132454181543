import { describePostgres } from "../../../support/Services.ts"
import { layerPostgres } from "../../../support/TestDatabase.ts"
import { answersSuite } from "./AnswersSuite.ts"

describePostgres("PostgreSQL", () => answersSuite("answers on a server", layerPostgres))
