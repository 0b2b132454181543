import type { EncodedPayload, LiveEventType } from "#contract/events/LiveEvent.ts"
import type { Announcement } from "#platform/events/EventLog.ts"

/** Who is told. */
export type Audience = Pick<Announcement, "userId" | "leastRole">

export const everybody: Audience = { leastRole: "member" }
export const only = (userId: string | null): Audience => ({ userId })
export const withStaff = (userId: string | null): Audience => ({ userId, leastRole: "librarian" })
export const withAdmins = (userId: string | null): Audience => ({ userId, leastRole: "admin" })

/** An announcement whose payload is the one that the contract promises for its type, as it travels. */
export const news = <Type extends LiveEventType>(
  type: Type,
  organizationId: string,
  payload: EncodedPayload<Type>,
  to: Audience
): Announcement => ({ ...to, organizationId, type, payload })
