import { Effect, Option } from "effect"
import { type CurrentUser, Forbidden } from "#contract/Authorization.ts"
import { includes } from "#contract/identity/Role.ts"
import type { UserId } from "#contract/identity/User.ts"
import { type DocumentId, DocumentNotFound, type Visibility } from "#contract/workspace/Document.ts"

/** Who acts: the proven caller, or somebody on whose behalf a job runs. */
export type Actor = Pick<CurrentUser["Service"], "id" | "organizationId" | "role">

/** What decides who may do what with a document. */
export interface Owned {
  readonly ownerId: UserId | null
  readonly visibility: Visibility
}

/** A private document is there for its owner alone, whatever the role of the others. */
export const visibleTo = <A extends Owned>(
  by: Actor,
  id: DocumentId,
  found: Option.Option<A>
): Effect.Effect<A, DocumentNotFound> =>
  Option.filter(found, ({ ownerId, visibility }) => ownerId === by.id || visibility === "organization").pipe(
    Effect.fromOption,
    Effect.mapError(() => new DocumentNotFound({ documentId: id }))
  )

/** Only its owner changes a document. */
export const mayChange = (by: Actor, { ownerId }: Owned): Effect.Effect<void, Forbidden> =>
  ownerId === by.id ? Effect.void : Effect.fail(new Forbidden({ detail: "Only whose document it is may change it." }))

/** Staff may also remove what everybody in the library sees. */
export const mayRemove = (by: Actor, document: Owned): Effect.Effect<void, Forbidden> =>
  document.visibility === "organization" && includes(by.role, "librarian") ? Effect.void : mayChange(by, document)

/** For whom alone its text is found; null: for everybody in the library. */
export const readerOf = ({ ownerId, visibility }: Owned): UserId | null => (visibility === "private" ? ownerId : null)
