import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query"
import type { Connection } from "../../connection/Connection.ts"
import { keys } from "../../connection/Keys.ts"
import type { BookQuery } from "./BookFilters.ts"

const pageSize = 24

/** The books found, a page after another. Facets are counted with the first. */
export const booksQuery = ({ call }: Connection, query: BookQuery) =>
  infiniteQueryOptions({
    queryKey: [...keys.books, "found", query],
    queryFn: ({ pageParam, signal }) =>
      call(
        (api) =>
          api.books.list({
            query: {
              ...query,
              limit: pageSize,
              facets: pageParam === "",
              ...(pageParam === "" ? {} : { cursor: pageParam })
            }
          }),
        { signal }
      ),
    initialPageParam: "",
    getNextPageParam: ({ nextCursor }) => nextCursor
  })

const suggested = 8

/** How what is typed may go on. */
export const suggestionsQuery = ({ call }: Connection, typed: string) => {
  const q = typed.trim()
  return queryOptions({
    queryKey: [...keys.suggestions, q],
    queryFn: ({ signal }) => call((api) => api.books.suggest({ query: { q, limit: suggested } }), { signal }),
    enabled: q !== ""
  })
}
