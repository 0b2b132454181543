import { Context, Effect, Layer } from "effect"
import { SecureRandom } from "effect/crypto"
import type { SqlError } from "effect/sql"
import type { Forbidden } from "#contract/Authorization.ts"
import { PreconditionFailed } from "#contract/Version.ts"
import {
  type Document,
  DocumentId,
  type DocumentNotFound,
  mostDocuments,
  TooManyDocuments,
  type Visibility
} from "#contract/workspace/Document.ts"
import { DocumentAdded, DocumentChanged, DocumentRemoved } from "#contract/workspace/DocumentEvents.ts"
import { DeletedFiles } from "#features/catalogue/files/DeletedFiles.ts"
import type { Versions } from "#features/catalogue/files/ETag.ts"
import { makeDiscard } from "#features/catalogue/files/RemoveObjects.ts"
import type { StagedFile } from "#features/catalogue/files/StagedFile.ts"
import { Audit } from "#features/identity/Audit.ts"
import type { Remember } from "#features/idempotency/Remember.ts"
import { Indexing } from "#features/intelligence/retrieval/Indexing.ts"
import { Ledger } from "#jobs/Ledger.ts"
import { Reactions } from "#jobs/Reactions.ts"
import { TenantWall } from "#platform/TenantWall.ts"
import { type Actor, mayChange, mayRemove, readerOf, visibleTo } from "./DocumentPolicy.ts"
import { DocumentRepo, type RowChanges } from "./DocumentRepo.ts"
import { readDocument } from "./ReadDocument.ts"

/** A document to be, whose file is stored. */
export interface NewDocumentFile {
  readonly title: string
  readonly visibility: Visibility | undefined
  readonly file: StagedFile
}

/** The document meant, in one of the versions meant. */
export interface Target {
  readonly id: DocumentId
  readonly versions: Versions
}

type Refused = DocumentNotFound | Forbidden | PreconditionFailed

/**
 * The transactions that change documents: rows, jobs and what is found of them together or not at all, behind the wall
 * of the library.
 */
export class DocumentWriter extends Context.Service<
  DocumentWriter,
  {
    /** Whether somebody may have one more, before much is done for it. */
    readonly checkRoom: (by: Actor) => Effect.Effect<void, TooManyDocuments | SqlError.SqlError>
    readonly insert: (
      by: Actor,
      document: NewDocumentFile,
      remember: Remember<Document>
    ) => Effect.Effect<Document, TooManyDocuments | SqlError.SqlError>
    /** The title of what is to be changed, if it is there and may be. */
    readonly check: (by: Actor, target: Target) => Effect.Effect<string, Refused | SqlError.SqlError>
    readonly update: (
      by: Actor,
      target: Target,
      changes: RowChanges
    ) => Effect.Effect<Document, Refused | SqlError.SqlError>
    readonly remove: (by: Actor, target: Target) => Effect.Effect<void, Refused | SqlError.SqlError>
  }
>()("luminalib/features/workspace/DocumentWriter") {
  static readonly layerNoDeps = Layer.effect(
    DocumentWriter,
    Effect.gen(function* () {
      const wall = yield* TenantWall
      const random = yield* SecureRandom.SecureRandom
      const documents = yield* DocumentRepo
      const indexing = yield* Indexing
      const ledger = yield* Ledger
      const audit = yield* Audit
      const discard = yield* makeDiscard
      const reactions = yield* Reactions

      const get = Effect.fnUntraced(function* (by: Actor, id: DocumentId) {
        return yield* visibleTo(by, id, yield* documents.find({ organizationId: by.organizationId, id }))
      })

      const insert = Effect.fnUntraced(function* (by: Actor, { file, title, visibility = "private" }: NewDocumentFile) {
        const { id: ownerId, organizationId } = by
        if ((yield* documents.lockCount(organizationId, ownerId)) >= mostDocuments) {
          return yield* new TooManyDocuments({ limit: mostDocuments })
        }
        const id = DocumentId.make(yield* random.uuidV7())
        yield* documents.insert({ organizationId, id, ownerId, title, visibility, file })
        const readerId = readerOf({ ownerId, visibility })
        yield* reactions.record(DocumentAdded.make({ organizationId, documentId: id, readerId }))
        yield* ledger.enqueue(readDocument({ organizationId, documentId: id, fileId: file.id }, { createdBy: ownerId }))
        return yield* Effect.catchTag(get(by, id), "DocumentNotFound", Effect.die)
      })

      const update = Effect.fnUntraced(function* (by: Actor, { id, versions }: Target, changes: RowChanges) {
        const { organizationId } = by
        const key = { organizationId, id }
        const known = yield* visibleTo(by, id, yield* documents.lock(key))
        yield* mayChange(by, known)
        yield* inVersion(known, versions)
        yield* documents.update(key, changes)
        const { file, title = known.title, visibility = known.visibility } = changes
        // Whoever may not read it any more is answered nothing from it, as soon as this has committed.
        const readerId = readerOf({ ...known, visibility })
        if (visibility !== known.visibility) yield* indexing.setOwner(organizationId, id, readerId)
        const wasWithdrawn = readerId !== null && readerOf(known) === null
        yield* reactions.record(DocumentChanged.make({ organizationId, documentId: id, readerId, wasWithdrawn }))
        if (file !== undefined) yield* discard(organizationId, "documents", [known.fileId])
        if (file !== undefined || title !== known.title) {
          const fileId = file?.id ?? known.fileId
          yield* ledger.enqueue(readDocument({ organizationId, documentId: id, fileId }, { createdBy: by.id }))
        }
        return yield* get(by, id)
      })

      const remove = Effect.fnUntraced(function* (by: Actor, { id, versions }: Target) {
        const { organizationId } = by
        const key = { organizationId, id }
        const known = yield* visibleTo(by, id, yield* documents.lock(key))
        yield* mayRemove(by, known)
        yield* inVersion(known, versions)
        yield* indexing.remove(organizationId, id)
        yield* documents.remove(key)
        yield* reactions.record(DocumentRemoved.make({ organizationId, documentId: id, readerId: readerOf(known) }))
        yield* discard(organizationId, "documents", [known.fileId])
        if (known.ownerId === by.id) return
        yield* audit.record({
          organizationId,
          actorId: by.id,
          action: "document.remove",
          subject: { type: "document", id },
          detail: { title: known.title, ownerId: known.ownerId }
        })
      })

      return DocumentWriter.of({
        checkRoom: Effect.fnUntraced(function* ({ id, organizationId }) {
          const count = yield* documents.countOf(organizationId, id)
          if (count >= mostDocuments) return yield* new TooManyDocuments({ limit: mostDocuments })
        }),
        insert: (by, document, remember) => wall.within(by.organizationId, Effect.tap(insert(by, document), remember)),
        check: Effect.fnUntraced(function* (by, { id, versions }) {
          const found = yield* documents.findPlain({ organizationId: by.organizationId, id })
          const known = yield* visibleTo(by, id, found)
          yield* mayChange(by, known)
          yield* inVersion(known, versions)
          return known.title
        }),
        update: (by, target, changes) => wall.within(by.organizationId, update(by, target, changes)),
        remove: (by, target) => wall.within(by.organizationId, remove(by, target))
      })
    })
  )

  /** Asks for SqlClient, TenantWall, SecureRandom, Ledger, Reactions and Indexing. */
  static readonly layer = this.layerNoDeps.pipe(Layer.provide([DocumentRepo.layer, DeletedFiles.layer, Audit.layer]))
}

const inVersion = ({ version }: { readonly version: number }, versions: Versions) =>
  versions === undefined || versions.includes(version) ? Effect.void : Effect.fail(new PreconditionFailed({}))
