import { Effect, Layer, Option, Schema } from "effect"
import { BookFileStored } from "#contract/catalogue/Book.ts"
import * as Job from "#jobs/Job.ts"
import { Ledger } from "#jobs/Ledger.ts"
import * as Reactions from "#jobs/Reactions.ts"
import * as Timetable from "#jobs/Timetable.ts"
import { Storage } from "#platform/Storage.ts"
import type { StorageKey } from "#platform/storage/StorageKey.ts"
import { FirstPages } from "#platform/text/FirstPages.ts"
import { Catalogue } from "../Catalogue.ts"
import * as Orphans from "../files/Orphans.ts"
import { storageJobError } from "../files/StorageJobError.ts"
import { CoverFiles } from "./CoverFiles.ts"
import { CoverRepo } from "./CoverRepo.ts"
import { Covers } from "./Covers.ts"
import { RenderCover, renderCover, type RenderCoverTask } from "./RenderCover.ts"

/** Removes pictures that never became a book's cover. */
export const CollectOrphans = Orphans.job("catalogue.collect-orphaned-covers")

/** Asks for the covers of books whose first page nobody has looked at, as after an upgrade. */
export const FindUncovered = Job.make("catalogue.find-uncovered-books", {
  payload: Schema.Struct({ after: Schema.optionalKey(Schema.String) }),
  priority: -10
})

/** Files that are looked at in one statement. */
const atOnce = 500
/** Until the search goes on, where it has found some: others are let through. */
const pause = "1 minute"
const beforeAll = "00000000-0000-0000-0000-000000000000"
/** Of covers that nobody waits for. */
const patient = { priority: -10 }

/** A book is known by its first page as soon as it has one. */
export const reactions: ReadonlyArray<Reactions.Reaction> = [
  Reactions.on(BookFileStored, ({ fileType, storedBy, ...stored }) =>
    fileType === "pdf" ? [renderCover(taskOf(stored), { createdBy: storedBy })] : []
  )
]

const taskOf = ({ bookId, fileId, organizationId }: RenderCoverTask): RenderCoverTask => ({
  organizationId,
  bookId,
  fileId
})

/** Orphans by night, and hourly a look at the books of all libraries, some hundreds at a time. */
export const timetable = [
  Orphans.nightly(CollectOrphans, "50 2 * * *"),
  Timetable.entry({
    name: FindUncovered.kind,
    cron: "22 * * * *",
    missed: "once",
    request: () => Job.request(FindUncovered, {}, { organizationId: null })
  })
]

/** A page that cannot be drawn is no failure: the book has no cover, and another attempt would not give it one. */
const render = Effect.gen(function* () {
  const catalogue = yield* Catalogue
  const covers = yield* Covers
  const repo = yield* CoverRepo
  const files = yield* CoverFiles
  const pages = yield* FirstPages
  const storage = yield* Storage

  const skipped: Job.Completion = { result: { skipped: true } }
  const without = (task: RenderCoverTask, code: string): Job.Completion => ({
    result: { cover: null, code },
    commit: covers.showPage(task, code)
  })

  const draw = Effect.fnUntraced(function* (task: RenderCoverTask, key: StorageKey) {
    const picture = yield* pages.draw(storage.get(key))
    const staged = yield* files.put(task.organizationId, picture)
    const completion: Job.Completion = {
      result: { cover: staged.id },
      commit: covers.showPage(task, staged)
    }
    return completion
  })

  return Job.handler(RenderCover, ({ payload }) =>
    Effect.gen(function* () {
      const { bookId, fileId, organizationId } = payload
      const file = yield* catalogue.fileById(organizationId, fileId)
      if (Option.isNone(file) || file.value.type !== "pdf") return skipped
      if (!(yield* repo.wantsPage({ organizationId, bookId }, fileId))) return skipped
      return yield* draw(payload, file.value.key)
    }).pipe(
      Effect.catchTag("TextExtractionError", (error) =>
        error.permanent
          ? Effect.succeed(without(payload, error.code))
          : Effect.fail(new Job.JobError({ code: error.code, message: error.message, retry: "later", cause: error }))
      ),
      Effect.catchTag("StorageError", (error) =>
        error.reason._tag === "ObjectNotFound"
          ? Effect.succeed(without(payload, "FILE_MISSING"))
          : Effect.fail(storageJobError(error))
      )
    )
  )
})

const findUncovered = Effect.gen(function* () {
  const repo = yield* CoverRepo
  const ledger = yield* Ledger
  return Job.handler(
    FindUncovered,
    Effect.fnUntraced(function* ({ payload: { after = beforeAll } }) {
      const seen = yield* Effect.catchTag(repo.next({ after, limit: atOnce }), "SchemaError", Effect.die)
      const found = seen.filter(({ isWanted }) => isWanted)
      const last = seen.length === atOnce ? seen.at(-1)?.fileId : undefined
      const delay = found.length === 0 ? "0 seconds" : pause
      const more =
        last === undefined ? [] : [Job.request(FindUncovered, { after: last }, { organizationId: null, delay })]
      const completion: Job.Completion = {
        result: { books: found.length },
        commit: Effect.asVoid(ledger.enqueueAll([...found.map((book) => renderCover(taskOf(book), patient)), ...more]))
      }
      return completion
    })
  )
})

const collectOrphans = Effect.flatMap(CoverRepo, ({ known }) =>
  Orphans.handler(CollectOrphans, { folder: "covers", known })
)

/** How covers are made. Asks for Catalogue, Covers, FirstPages, Storage and Ledger. */
export const handlers = Effect.all([render, findUncovered, collectOrphans]).pipe(
  Effect.provide(Layer.merge(CoverRepo.layer, CoverFiles.layer))
)
