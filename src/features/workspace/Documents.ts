import { Context, Effect, Layer } from "effect"
import type { Forbidden } from "#contract/Authorization.ts"
import type { PageNotFound, TextPart, TextPartQuery } from "#contract/intelligence/TextPart.ts"
import type { InvalidCursor } from "#contract/Page.ts"
import { ValidationFailed } from "#contract/Problem.ts"
import type { PreconditionFailed } from "#contract/Version.ts"
import {
  type Document,
  type DocumentChanges,
  type DocumentId,
  type DocumentNotFound,
  DocumentNotRead,
  type NewDocument,
  type NewDocumentFields,
  type TooManyDocuments
} from "#contract/workspace/Document.ts"
import { fileKey } from "#features/catalogue/files/FileKey.ts"
import type { Form, FormRefused } from "#features/catalogue/files/Form.ts"
import type { StoredFile } from "#features/catalogue/files/StagedFile.ts"
import { type Received, Upload } from "#features/catalogue/files/Upload.ts"
import { type Remember, rememberNothing } from "#features/idempotency/Remember.ts"
import type * as NewestFirst from "#platform/NewestFirst.ts"
import { DocumentList, type DocumentsQuery } from "./DocumentList.ts"
import { type Actor, visibleTo } from "./DocumentPolicy.ts"
import { DocumentRepo } from "./DocumentRepo.ts"
import { documentShape, fileNameOf, titleOf } from "./DocumentShapes.ts"
import { DocumentTexts } from "./DocumentTexts.ts"
import { DocumentWriter, type Target } from "./DocumentWriter.ts"

type Refused = DocumentNotFound | Forbidden | PreconditionFailed

/** Texts that people bring, for themselves or for their library. Nobody sees or touches a private one of another. */
export class Documents extends Context.Service<
  Documents,
  {
    /**
     * Stores the text as a file, then inserts the row and asks for the job that reads it in one transaction, in which
     * `remember` is called last. One that is refused or whose transaction fails leaves neither row nor file.
     */
    readonly add: (
      by: Actor,
      document: NewDocument,
      remember?: Remember<Document>
    ) => Effect.Effect<Document, TooManyDocuments>
    /** The same for a form with a file, by whose name the document is called where nobody says a title. */
    readonly addForm: (
      by: Actor,
      form: Form,
      remember?: Remember<Document>
    ) => Effect.Effect<Document, TooManyDocuments | FormRefused>
    /** Two statements. */
    readonly list: (by: Actor, query: DocumentsQuery) => Effect.Effect<NewestFirst.Page<Document>, InvalidCursor>
    /** One statement. */
    readonly get: (by: Actor, id: DocumentId) => Effect.Effect<Document, DocumentNotFound>
    /** Of the content that was read last: while a new one is being read, the one before. Two statements. */
    readonly part: (
      by: Actor,
      id: DocumentId,
      part: TextPartQuery
    ) => Effect.Effect<TextPart, DocumentNotFound | DocumentNotRead | PageNotFound>
    /** One statement. */
    readonly fileOf: (by: Actor, id: DocumentId) => Effect.Effect<StoredFile, DocumentNotFound>
    /** By its owner: what is left out stays; the version grows with each call, and a stale version is refused. */
    readonly update: (by: Actor, target: Target, changes: DocumentChanges) => Effect.Effect<Document, Refused>
    /** The same; a file in the form replaces the document's. */
    readonly updateForm: (by: Actor, target: Target, form: Form) => Effect.Effect<Document, Refused | FormRefused>
    /** By its owner, and by staff where it is the library's: with all that was read, and with its file by a job. */
    readonly remove: (by: Actor, target: Target) => Effect.Effect<void, Refused>
  }
>()("luminalib/features/workspace/Documents") {
  static readonly layerNoDeps = Layer.effect(
    Documents,
    Effect.gen(function* () {
      const documents = yield* DocumentRepo
      const lists = yield* DocumentList
      const texts = yield* DocumentTexts
      const upload = yield* Upload
      const writer = yield* DocumentWriter

      const keyOf = ({ organizationId }: Actor, id: DocumentId) => ({ organizationId, id })
      const findPlain = Effect.fnUntraced(function* (by: Actor, id: DocumentId) {
        return yield* visibleTo(by, id, yield* documents.findPlain(keyOf(by, id)))
      })

      return Documents.of({
        add: Effect.fn("Documents.add")(
          function* (by, { content, title, visibility }, remember = rememberNothing) {
            yield* writer.checkRoom(by)
            const text = { folder: "documents", name: fileNameOf(title), content } as const
            return yield* upload.keep(by, text, (file) => writer.insert(by, { title, visibility, file }, remember))
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        addForm: Effect.fn("Documents.addForm")(
          function* (by, form, remember = rememberNothing) {
            // Nobody sends fifty megabytes to learn that there is no room.
            yield* writer.checkRoom(by)
            const insert = Effect.fnUntraced(function* ({ fields, file }: Received<NewDocumentFields>) {
              if (file === undefined) return yield* noFile()
              const { title = titleOf(file.name), visibility } = fields
              return yield* writer.insert(by, { title, visibility, file }, remember)
            })
            return yield* upload.receive(by, form, documentShape, insert)
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        list: Effect.fn("Documents.list")(lists.list, Effect.catchTag("SqlError", Effect.die)),
        get: Effect.fn("Documents.get")(
          function* (by, id) {
            return yield* visibleTo(by, id, yield* documents.find(keyOf(by, id)))
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        part: Effect.fn("Documents.part")(
          function* (by, id, part) {
            yield* findPlain(by, id)
            const found = yield* texts.part(keyOf(by, id), part)
            return yield* Effect.mapError(Effect.fromOption(found), () => new DocumentNotRead({}))
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        fileOf: Effect.fn("Documents.fileOf")(
          function* (by, id) {
            const { fileId, fileName: name, sha256, size, type } = yield* findPlain(by, id)
            return { key: fileKey(by.organizationId, "documents", fileId), name, sha256, size, type }
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        update: Effect.fn("Documents.update")(
          function* (by, target, { content, ...changes }) {
            if (content === undefined) return yield* writer.update(by, target, changes)
            const title = yield* writer.check(by, target)
            const text = { folder: "documents", name: fileNameOf(changes.title ?? title), content } as const
            return yield* upload.keep(by, text, (file) => writer.update(by, target, { ...changes, file }))
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        updateForm: Effect.fn("Documents.updateForm")(
          function* (by, target, form) {
            yield* writer.check(by, target)
            return yield* upload.receive(by, form, documentShape, ({ fields, file }) =>
              writer.update(by, target, { ...fields, file })
            )
          },
          Effect.catchTag("SqlError", Effect.die)
        ),
        remove: Effect.fn("Documents.remove")(writer.remove, Effect.catchTag("SqlError", Effect.die))
      })
    })
  )

  /** Asks for SqlClient, Storage, TextExtraction, TenantWall, SecureRandom, Ledger and Indexing. */
  static readonly layer = this.layerNoDeps.pipe(
    Layer.provide([DocumentRepo.layer, DocumentList.layer, DocumentTexts.layer, DocumentWriter.layer, Upload.layer])
  )
}

const noFile = () =>
  new ValidationFailed({
    code: "VALIDATION_FAILED",
    errors: [{ pointer: "/file", message: "Expected a file", code: "VALIDATION_FAILED" }]
  })
