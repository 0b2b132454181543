import { Schema } from "effect"
import { HttpApiError } from "effect/http-api"
import { FileId, FileType } from "../File.ts"
import { OrganizationId } from "../identity/Organization.ts"
import { UserId } from "../identity/User.ts"
import { JobId } from "../jobs/Job.ts"
import { declare, members } from "../Problem.ts"
import { line, paragraphs } from "../Text.ts"
import { Timestamp } from "../Timestamp.ts"

export const DocumentId = Schema.String.check(Schema.isUUID()).pipe(Schema.brand("DocumentId"))
export type DocumentId = typeof DocumentId.Type

/** Documents of one person, at most. */
export const mostDocuments = 1000

const Title = line(300, "Minutes of the spring meeting")
const Content = paragraphs(500_000, "The meeting began at nine o'clock.")

/** Who may read a document: its owner alone, or everybody in the library. */
export const Visibility = Schema.Literals(["private", "organization"])
export type Visibility = typeof Visibility.Type

/**
 * `processing`: it is being read for the first time. `active`: it answers questions. `updating`: its new content is being
 * read, and the one before still answers. `error`: it could not be read.
 */
export const DocumentStatus = Schema.Literals(["processing", "active", "updating", "error"])
export type DocumentStatus = typeof DocumentStatus.Type

const Failure = Schema.Struct({
  code: Schema.String.annotate({ examples: ["PDF_ENCRYPTED", "NEEDS_OCR"] }),
  message: Schema.String
})

/** A text that somebody brought, and that the library searches and answers from. */
export const Document = Schema.Struct({
  id: DocumentId,
  title: Schema.String,
  ownerId: Schema.NullOr(UserId).annotate({ description: "Null where that person is gone" }),
  visibility: Visibility,
  status: DocumentStatus,
  error: Schema.optionalKey(Failure).annotate({ description: "Why it was not read, or not yet" }),
  fileName: Schema.String.annotate({ description: "The name it was uploaded under, made safe to show" }),
  type: FileType.annotate({ description: "Decided by its content, never by its name" }),
  size: Schema.Int.annotate({ description: "Bytes of the file" }),
  sha256: Schema.String,
  language: Schema.NullOr(Schema.String).annotate({ description: "Of its text, where that can be told" }),
  characters: Schema.NullOr(Schema.Int).annotate({
    description: "Of its text, in UTF-16 units; null until it is read"
  }),
  pages: Schema.NullOr(Schema.Int),
  version: Schema.Int.annotate({ description: "Grows with each edit; the `ETag` is made of it" }),
  jobId: Schema.NullOr(JobId).annotate({ description: "The job that reads it, or read it" }),
  createdAt: Timestamp,
  updatedAt: Timestamp
}).annotate({ identifier: "Document" })
export type Document = typeof Document.Type

const described = {
  visibility: Visibility.annotate({
    description: "`private`: for its owner alone. `organization`: for everybody in the library",
    examples: ["private"]
  })
}

/** What is said of a document when it comes as a file. */
export const NewDocumentFields = Schema.Struct({
  title: Schema.optionalKey(Title),
  visibility: Schema.optionalKey(described.visibility)
})
export type NewDocumentFields = typeof NewDocumentFields.Type

/** A document that is sent as a text: plain, or Markdown. */
export const NewDocument = Schema.Struct({
  title: Title,
  content: Content,
  visibility: Schema.optionalKey(described.visibility)
}).annotate({ identifier: "NewDocument" })
export type NewDocument = typeof NewDocument.Type

/** What is changed; what is left out stays. */
export const DocumentChanges = Schema.Struct({
  title: Schema.optionalKey(Title),
  content: Schema.optionalKey(Content),
  visibility: Schema.optionalKey(described.visibility)
}).annotate({ identifier: "DocumentChanges" })
export type DocumentChanges = typeof DocumentChanges.Type

/** Private ones of others are absent. */
export class DocumentNotFound extends HttpApiError.Problem<DocumentNotFound>()(
  "DocumentNotFound",
  declare({ code: "DOCUMENT_NOT_FOUND", status: 404, title: "No such document" }),
  { ...members("DOCUMENT_NOT_FOUND"), documentId: DocumentId }
) {}

/** Nothing of it has been read yet. */
export class DocumentNotRead extends HttpApiError.Problem<DocumentNotRead>()(
  "DocumentNotRead",
  declare({ code: "DOCUMENT_NOT_READ", status: 404, title: "The document has not been read" }),
  members("DOCUMENT_NOT_READ")
) {}

/** The person has as many documents as one may have. */
export class TooManyDocuments extends HttpApiError.Problem<TooManyDocuments>()(
  "TooManyDocuments",
  declare({ code: "TOO_MANY_DOCUMENTS", status: 409, title: "You have as many documents as there may be" }),
  { ...members("TOO_MANY_DOCUMENTS"), limit: Schema.Int }
) {}

/** A file of a document was read and is searched: for the first time, anew, or under another title. */
export const DocumentRead = Schema.TaggedStruct("DocumentRead", {
  organizationId: OrganizationId,
  documentId: DocumentId,
  fileId: FileId,
  /** Who alone may see it; null: everybody in the library. */
  readerId: Schema.NullOr(UserId)
})
export type DocumentRead = typeof DocumentRead.Type
