import { sequencesSuite } from "../features/circulation/SequencesSuite.ts"
import { layerPostgres } from "../support/TestDatabase.ts"

sequencesSuite("PostgreSQL, for long", layerPostgres, 100)
