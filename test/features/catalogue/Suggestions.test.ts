import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { suggestionsSuite } from "./SuggestionsSuite.ts"

suggestionsSuite("embedded", layerEmbedded)
describePostgres("on a server", () => suggestionsSuite("PostgreSQL", layerPostgres))
