import type { Announcement } from "./EventLog.ts"

/** Somebody who watches what happens in their library. */
export interface Watcher {
  readonly organizationId: string
  readonly userId: string
  readonly role: keyof typeof rank
}

/** To whom an event is told. */
export type Addressed = Required<Pick<Announcement, "organizationId" | "userId" | "leastRole">>

const rank = { member: 0, librarian: 1, admin: 2 }

/** The least roles of events that somebody of this role is told. */
export const rolesWithin = (role: Watcher["role"]): ReadonlyArray<string> =>
  Object.entries(rank).flatMap(([name, place]) => (place <= rank[role] ? [name] : []))

/** Whether the person is told of the event. */
export const isToldTo = ({ leastRole, organizationId, userId }: Addressed, watcher: Watcher): boolean =>
  organizationId === watcher.organizationId &&
  (userId === watcher.userId || (leastRole !== null && rank[watcher.role] >= rank[leastRole]))
