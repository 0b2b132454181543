import { useMutation, useQueryClient } from "@tanstack/react-query"
import type { Role } from "#contract/identity/Role.ts"
import type { UpdateUser, User, UserId } from "#contract/identity/User.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { usePages } from "../../connection/Pages.ts"

interface UsersWanted {
  readonly role: Role | null
  readonly q: string
}

/** The people of the library, as far as they are wanted. */
export const useUsers = ({ q, role }: UsersWanted) =>
  usePages([...keys.users, "list", role, q], (api, page) =>
    api.organization.listUsers({
      query: { ...page, ...(role === null ? {} : { role }), ...(q === "" ? {} : { q }) }
    })
  )

export const useUpdateUser = () => {
  const { call, session, setUser } = useConnection()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: ({ changes, id }: { readonly id: UserId; readonly changes: UpdateUser }) =>
      call((api) => api.organization.updateUser({ params: { id }, payload: changes })),
    onSuccess: async (user: User) => {
      const state = session.get()
      if (state._tag === "loggedIn" && state.user.id === user.id) setUser(user)
      await queries.invalidateQueries({ queryKey: keys.users })
    }
  })
}

export const useEraseUser = () => {
  const { call } = useConnection()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (id: UserId) => call((api) => api.organization.eraseUser({ params: { id } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.users })
  })
}
