import { Effect } from "effect"
import { FileRepo } from "./FileRepo.ts"
import * as Orphans from "./Orphans.ts"
import * as RemoveObjects from "./RemoveObjects.ts"

/** How the durable work of the catalogue is done. */
export const handlers = Effect.all([RemoveObjects.make, Orphans.make]).pipe(Effect.provide(FileRepo.layer))

/** What the catalogue does at times of the calendar. */
export const timetable = Orphans.timetable
