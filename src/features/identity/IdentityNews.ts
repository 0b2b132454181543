import { SessionsEnded, UserChanged, UserErased } from "#contract/identity/IdentityEvents.ts"
import { news, withAdmins } from "#jobs/News.ts"
import * as Reactions from "#jobs/Reactions.ts"

/** What people and the admins of their library see happen to accounts. */
export const reactions: ReadonlyArray<Reactions.Reaction> = [
  Reactions.announce(SessionsEnded, ({ organizationId, sessionIds, userId }) =>
    sessionIds.map((sessionId) => news("session.ended", organizationId, { userId, sessionId }, withAdmins(userId)))
  ),
  Reactions.announce(UserChanged, ({ organizationId, userId }) => [
    news("user.updated", organizationId, { userId }, withAdmins(userId))
  ]),
  Reactions.announce(UserErased, ({ organizationId, userId }) => [
    news("session.ended", organizationId, { userId }, withAdmins(userId)),
    news("user.updated", organizationId, { userId }, withAdmins(userId))
  ])
]
