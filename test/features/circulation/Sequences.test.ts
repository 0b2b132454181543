import { describePostgres } from "../../support/Services.ts"
import { layerEmbedded, layerPostgres } from "../../support/TestDatabase.ts"
import { sequencesSuite } from "./SequencesSuite.ts"

// Every run draws other sequences; the fault campaign draws many more.
sequencesSuite("embedded", layerEmbedded, 2)
describePostgres("on a server", () => sequencesSuite("PostgreSQL", layerPostgres, 12))
