import { Effect } from "effect"
import { recurring } from "#jobs/Recurring.ts"
import { FileRepo } from "./FileRepo.ts"
import * as Orphans from "./Orphans.ts"
import * as RemoveObjects from "./RemoveObjects.ts"

/** How the durable work of the catalogue is done. */
export const handlers = Effect.all([
  RemoveObjects.make,
  Effect.flatMap(Orphans.make, (collect) => recurring(collect, Orphans.collectOrphans, "1 day"))
]).pipe(Effect.provide(FileRepo.layer))

/** What is asked for whenever a worker starts. */
export const atStart = [Orphans.collectOrphans]
