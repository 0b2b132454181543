import { Effect } from "effect"
import { FileRepo } from "./FileRepo.ts"
import { DeletedFiles } from "./files/DeletedFiles.ts"
import * as Orphans from "./files/Orphans.ts"
import * as RemoveObjects from "./files/RemoveObjects.ts"

/** Removes files of books that never became a book's. */
export const CollectOrphans = Orphans.job("catalogue.collect-orphans")

const collectOrphans = Effect.flatMap(FileRepo, ({ known }) =>
  Orphans.handler(CollectOrphans, { folder: "books", known })
)

/** How the durable work of the catalogue is done. */
export const handlers = Effect.all([RemoveObjects.make, collectOrphans]).pipe(
  Effect.provide([FileRepo.layer, DeletedFiles.layer])
)

/** What the catalogue does at times of the calendar. */
export const timetable = [Orphans.nightly(CollectOrphans, "40 2 * * *")]
