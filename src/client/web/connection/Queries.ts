import { keepPreviousData, MutationCache, QueryCache, QueryClient } from "@tanstack/react-query"
import { type Connection, mayRetry } from "./Connection.ts"

const second = 1000

/**
 * What the page remembers of the library's answers. Events say what is out of date, so answers may be kept long; while no
 * events come, whatever is looked at again is asked for again.
 */
export const makeQueries = (connection: Connection): QueryClient => {
  const queries = new QueryClient({
    queryCache: new QueryCache(),
    mutationCache: new MutationCache(),
    defaultOptions: {
      queries: {
        retry: mayRetry,
        retryDelay: (attempt) => Math.min(second * 2 ** attempt, 15 * second),
        staleTime: 30 * second,
        gcTime: 600 * second,
        placeholderData: keepPreviousData
      },
      // A change is sent once: whether to send it again is for the reader to say, who is told what happened.
      mutations: { retry: false, networkMode: "online" }
    }
  })
  // Nobody sees what another person was shown on the same device.
  connection.session.subscribe(() => {
    if (connection.session.get()._tag === "loggedOut") queries.clear()
  })
  return queries
}
