import { Effect } from "effect"
import * as Orphans from "./Orphans.ts"
import * as RemoveObjects from "./RemoveObjects.ts"

/** How the durable work of the catalogue is done. */
export const handlers = Effect.all([RemoveObjects.make, Orphans.make])
