import type { UserId } from "#contract/identity/User.ts"
import { DocumentRead } from "#contract/workspace/Document.ts"
import { DocumentAdded, DocumentChanged, DocumentRemoved } from "#contract/workspace/DocumentEvents.ts"
import { everybody, news, only } from "#jobs/News.ts"
import * as Reactions from "#jobs/Reactions.ts"

const whoeverMaySee = (readerId: UserId | null) => (readerId === null ? everybody : only(readerId))

/** What whoever may see a document sees happen to it. That reading failed is told by sql/0025_events.sql. */
export const reactions: ReadonlyArray<Reactions.Reaction> = [
  Reactions.announce(DocumentAdded, ({ documentId, organizationId, readerId }) => [
    news("document.created", organizationId, { documentId }, whoeverMaySee(readerId))
  ]),
  Reactions.announce(DocumentChanged, ({ documentId, organizationId, readerId, wasWithdrawn }) => [
    // For everybody else it is gone; its owner is told next that it is not.
    ...(wasWithdrawn ? [news("document.removed", organizationId, { documentId }, everybody)] : []),
    news("document.updated", organizationId, { documentId }, whoeverMaySee(readerId))
  ]),
  Reactions.announce(DocumentRemoved, ({ documentId, organizationId, readerId }) => [
    news("document.removed", organizationId, { documentId }, whoeverMaySee(readerId))
  ]),
  Reactions.announce(DocumentRead, ({ documentId, organizationId, readerId }) => [
    news("document.ready", organizationId, { documentId }, whoeverMaySee(readerId))
  ])
]
