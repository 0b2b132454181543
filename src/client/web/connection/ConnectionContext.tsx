import { createContext, use, useSyncExternalStore } from "react"
import type { User } from "#contract/identity/User.ts"
import type { SessionState } from "../session/SessionStore.ts"
import type { Connection } from "./Connection.ts"

export const ConnectionContext = createContext<Connection | undefined>(undefined)

/** The way to the library. */
export const useConnection = (): Connection => {
  const connection = use(ConnectionContext)
  if (connection === undefined) throw new Error("no connection is provided")
  return connection
}

export const useSession = (): SessionState => {
  const { session } = useConnection()
  return useSyncExternalStore(session.subscribe, session.get)
}

/** Who is logged in, on pages that nobody else sees. */
export const useUser = (): User => {
  const state = useSession()
  if (state._tag === "loggedIn" || state._tag === "expired") return state.user
  throw new Error("nobody is logged in")
}

const rank = { member: 0, librarian: 1, admin: 2 } as const

/** Whether the person has at least this role. */
export const hasRole = (user: User, role: User["role"]): boolean => rank[user.role] >= rank[role]
