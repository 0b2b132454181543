import { Schema } from "effect"
import { OrganizationId } from "../identity/Organization.ts"
import { UserId } from "../identity/User.ts"
import { DocumentId } from "./Document.ts"

const aboutDocument = {
  organizationId: OrganizationId,
  documentId: DocumentId,
  /** Who alone may see it; null: everybody in the library. */
  readerId: Schema.NullOr(UserId)
}

export const DocumentAdded = Schema.TaggedStruct("DocumentAdded", aboutDocument)
export type DocumentAdded = typeof DocumentAdded.Type

/** What is said of a document, its content or who may see it is another. */
export const DocumentChanged = Schema.TaggedStruct("DocumentChanged", {
  ...aboutDocument,
  /** Whether everybody could see it before, and may not any more. */
  wasWithdrawn: Schema.Boolean
})
export type DocumentChanged = typeof DocumentChanged.Type

export const DocumentRemoved = Schema.TaggedStruct("DocumentRemoved", aboutDocument)
export type DocumentRemoved = typeof DocumentRemoved.Type
