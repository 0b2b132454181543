import { useQuery } from "@tanstack/react-query"
import { useRouter } from "@tanstack/react-router"
import { useEffect, useRef } from "react"
import { useConnection, useUser } from "../connection/ConnectionContext.tsx"
import { keys } from "../connection/Keys.ts"

/** Follows what others change of one's account: a new role opens and closes pages at once. */
export const useFreshUser = (): void => {
  const { call, session, setUser } = useConnection()
  const { id, role } = useUser()
  const router = useRouter()
  const openedAs = useRef(role)
  const { data } = useQuery({
    queryKey: [...keys.profile, "user", id],
    queryFn: ({ signal }) => call((api) => api.profile.get(), { signal }),
    initialData: useUser(),
    // Whoever logs in is told who they are; later an event says that it is out of date.
    staleTime: Infinity
  })
  useEffect(() => {
    const state = session.get()
    if (state._tag === "loggedIn" && state.user.id === data.id && state.user !== data) setUser(data)
  }, [data, session, setUser])
  // Whoever looks at a page that is no longer for them is led away from it.
  useEffect(() => {
    if (openedAs.current === role) return
    openedAs.current = role
    void router.invalidate()
  }, [role, router])
}
