import { layerEmbedded } from "../../../support/TestDatabase.ts"
import { answersSuite } from "./AnswersSuite.ts"

answersSuite("answers", layerEmbedded)
