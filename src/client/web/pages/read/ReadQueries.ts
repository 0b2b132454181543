import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query"
import type { BookId } from "#contract/catalogue/Book.ts"
import type { NewReadingPosition } from "#contract/circulation/ReadingPosition.ts"
import type { Connection } from "../../connection/Connection.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { Failure } from "../../connection/Failure.ts"
import { keys } from "../../connection/Keys.ts"

/** A page of a book's text. */
export const pageQuery = ({ call }: Connection, id: BookId, page: number) =>
  queryOptions({
    queryKey: [...keys.text(id), "page", page],
    queryFn: ({ signal }) => call((api) => api.bookText.get({ params: { id }, query: { page } }), { signal }),
    staleTime: Infinity
  })

/** A place to begin to read at. */
export interface ReadingPlace {
  readonly page: number
  /** Where on the page, in the whole text; none: at its top. */
  readonly start: number | undefined
}

/** The page that a place of the text is on. */
const pageAt = async ({ call }: Connection, id: BookId, start: number, signal: AbortSignal): Promise<ReadingPlace> => {
  const query = { start, end: start + 1 }
  const { pages } = await call((api) => api.bookText.get({ params: { id }, query }), { signal })
  return { page: pages[0]?.number ?? 1, start }
}

/** Where somebody goes on who did not say where: the place they left, else the first page. */
const placeLeft = async ({ call }: Connection, id: BookId, signal: AbortSignal): Promise<number> => {
  try {
    return (await call((api) => api.readingPositions.get({ params: { id } }), { signal })).start
  } catch (error) {
    if (error instanceof Failure && error.code === "READING_POSITION_NOT_FOUND") return 0
    throw error
  }
}

/** Where to begin, asked once for each time the book is opened. */
export const placeQuery = (connection: Connection, id: BookId, start: number | undefined) =>
  queryOptions({
    queryKey: [...keys.text(id), "place", start ?? "left"],
    queryFn: async ({ signal }) => {
      const wanted = start ?? (await placeLeft(connection, id, signal))
      return wanted === 0 ? { page: 1, start: undefined } : await pageAt(connection, id, wanted, signal)
    },
    gcTime: 0,
    staleTime: Infinity
  })

/** Notes how far the reader is. That it could not be noted is no reason to disturb them. */
export const useKeepPlace = (id: BookId) => {
  const { call } = useConnection()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (payload: NewReadingPosition) => call((api) => api.readingPositions.put({ params: { id }, payload })),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.readingPositions })
  })
}
