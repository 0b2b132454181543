import { Schema } from "effect"
import { OrganizationId } from "../identity/Organization.ts"
import { UserId } from "../identity/User.ts"
import { Timestamp } from "../Timestamp.ts"

/** What is noted when it is done. Names stay; new ones come. */
export const AuditAction = Schema.Literals([
  "queue.pause",
  "queue.resume",
  "kind.pause",
  "kind.resume",
  "jobs.retry",
  "jobs.replay",
  "job.retry",
  "job.cancel",
  "user.change-role",
  "user.deactivate",
  "user.reactivate",
  "user.block",
  "user.unblock",
  "user.erase",
  "organization.update",
  "book.remove",
  "review.hide",
  "review.unhide",
  "review.remove",
  "reading-list.remove",
  "document.remove"
])
export type AuditAction = typeof AuditAction.Type

/** Somebody did something that others may ask about. Never changed, never removed. */
export const AuditEntry = Schema.Struct({
  id: Schema.String,
  organizationId: OrganizationId.annotate({ description: "The library it was done to" }),
  actorId: UserId.annotate({ description: "Who did it; an operator may be of another library" }),
  action: Schema.String.annotate({ description: `Among others: ${AuditAction.literals.join(", ")}` }),
  subjectType: Schema.String.annotate({ examples: ["job"] }),
  subjectId: Schema.NullOr(Schema.String),
  detail: Schema.Json.annotate({ description: "What was changed, as far as it is not the subject itself" }),
  requestId: Schema.NullOr(Schema.String).annotate({ description: "Under which the log knows the request" }),
  at: Timestamp
}).annotate({ identifier: "AuditEntry" })
export type AuditEntry = typeof AuditEntry.Type
