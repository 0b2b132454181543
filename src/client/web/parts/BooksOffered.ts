import { useQuery } from "@tanstack/react-query"
import { useConnection } from "../connection/ConnectionContext.tsx"
import { keys } from "../connection/Keys.ts"

const offered = 10

/** Books to choose one of: those whose title or author has the words, or the newest. */
export const useBooksOffered = (words: string, isEnabled: boolean) => {
  const { call } = useConnection()
  const query = { limit: offered, facets: false, ...(words === "" ? {} : { q: words }) }
  return useQuery({
    queryKey: [...keys.books, "offered", words],
    queryFn: ({ signal }) => call((api) => api.books.list({ query }), { signal }),
    enabled: isEnabled
  })
}
