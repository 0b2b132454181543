import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { tagSuggestionsSuite } from "./TagSuggestionsSuite.ts"

tagSuggestionsSuite("embedded", layerEmbedded)
describePostgres("on a server", () => tagSuggestionsSuite("PostgreSQL", layerPostgres))
