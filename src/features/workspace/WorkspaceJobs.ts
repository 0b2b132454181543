import { Effect, Option } from "effect"
import { readingJobError } from "#features/intelligence/ReadingJobError.ts"
import { Indexing } from "#features/intelligence/retrieval/Indexing.ts"
import * as Orphans from "#features/catalogue/files/Orphans.ts"
import * as Job from "#jobs/Job.ts"
import type { Keeper } from "#jobs/Retention.ts"
import { readerOf } from "./DocumentPolicy.ts"
import { DocumentRepo } from "./DocumentRepo.ts"
import { DocumentTexts } from "./DocumentTexts.ts"
import * as FindUnsearchable from "./FindUnsearchable.ts"
import { ReadDocument, type ReadDocumentTask } from "./ReadDocument.ts"

/** Removes files of documents that never became a document's. */
export const CollectOrphans = Orphans.job("workspace.collect-orphans")

/** Where reading ends, and making it searchable begins, as shares of the whole. */
const whenRead = 0.3

const skipped: Job.Completion = { result: { skipped: true } }

const readDocument = Effect.gen(function* () {
  const documents = yield* DocumentRepo
  const indexing = yield* Indexing
  const texts = yield* DocumentTexts

  /** None where the document is gone, or has another file by now. */
  const wanted = Effect.fnUntraced(function* ({ documentId: id, fileId, organizationId }: ReadDocumentTask) {
    return Option.filter(yield* documents.findPlain({ organizationId, id }), (document) => document.fileId === fileId)
  })

  const run = Effect.fnUntraced(function* ({ payload, report }: Job.Attempt<ReadDocumentTask>) {
    const { fileId, organizationId } = payload
    const document = yield* wanted(payload)
    if (Option.isNone(document)) return skipped
    yield* report(0.02, "extracting")
    const read = yield* texts.read(organizationId, document.value)
    if (Option.isNone(read)) return skipped
    const { id, sha256: contentHash, title } = document.value
    const source = { id, kind: "document", title, author: null, ownerId: readerOf(document.value) } as const
    const { chunks } = yield* indexing.index(
      { organizationId, source, ...read.value, contentHash },
      (progress, phase) => report(whenRead + (1 - whenRead) * progress, phase),
      // What is cited can be opened from the moment on in which it is found.
      texts.show({ organizationId, id }, fileId)
    )
    const completion: Job.Completion = {
      result: { characters: read.value.text.length, pages: read.value.pages.length, chunks }
    }
    return completion
  })

  return Job.handler(
    ReadDocument,
    Effect.fn("ReadDocument.run")((attempt) =>
      run(attempt).pipe(
        Effect.catchTags({
          StorageError: (error) =>
            // A document that is removed or replaced loses its row before its object.
            Effect.flatMap(wanted(attempt.payload), (document) =>
              Option.isNone(document) ? Effect.succeed(skipped) : Effect.fail(readingJobError(error))
            ),
          TextExtractionError: (error) => Effect.fail(readingJobError(error)),
          ThreadError: (error) => Effect.fail(readingJobError(error)),
          SourceGone: () => Effect.succeed(skipped)
        })
      )
    )
  )
})

const collectOrphans = Effect.flatMap(DocumentRepo, ({ filesKnown: known }) =>
  Orphans.handler(CollectOrphans, { folder: "documents", known })
)

/** The job that tells why a document is not read stays as long as the document is not. */
export const stillShown = Effect.map(DocumentRepo, ({ jobsShown }): Keeper => jobsShown).pipe(
  Effect.provide(DocumentRepo.layer)
)

/** How the durable work of the workspace is done. */
export const handlers = Effect.all([readDocument, collectOrphans, FindUnsearchable.make]).pipe(
  Effect.provide([DocumentRepo.layer, DocumentTexts.layer])
)

/** What the workspace does at times of the calendar. */
export const timetable = [Orphans.nightly(CollectOrphans, "50 2 * * *"), ...FindUnsearchable.timetable]
