import { useMutation, useQueryClient } from "@tanstack/react-query"
import { Effect } from "effect"
import { FetchHttpClient } from "effect/http"
import type { Book, BookChanges, BookId } from "#contract/catalogue/Book.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { sendingFetch } from "../../connection/SendingFetch.ts"
import { formOf } from "./BookValues.ts"

interface Change {
  /** The version that is changed. */
  readonly etag: string
  readonly changes: BookChanges
  /** In the place of the book's file. */
  readonly file: File | null
}

const useAfterEdit = (id: BookId) => {
  const queries = useQueryClient()
  return () =>
    Promise.all([keys.book(id), keys.books, keys.cover(id)].map((queryKey) => queries.invalidateQueries({ queryKey })))
}

/** Changes what is said of a book, and its file. `onSent` is told the share of the file that has gone out. */
export const useChangeBook = (id: BookId, onSent: (share: number) => void) => {
  const { call } = useConnection()
  const after = useAfterEdit(id)
  return useMutation({
    mutationFn: ({ changes, etag, file }: Change) =>
      call(
        (api) => {
          const rest = { params: { id }, headers: { "if-match": etag } }
          return Effect.provideService(
            file === null
              ? api.books.update({ ...rest, payload: changes })
              : api.books.update({ ...rest, payload: formOf(changes, file) }),
            FetchHttpClient.Fetch,
            sendingFetch(onSent)
          )
        },
        { patience: "1 hour" }
      ),
    onSuccess: after
  })
}

/** Gives a book a cover, or takes it away. */
export const useCoverChanges = ({ id }: Book) => {
  const { call } = useConnection()
  const after = useAfterEdit(id)
  return {
    put: useMutation({
      mutationFn: (picture: File) =>
        call(
          (api) => {
            const payload = new FormData()
            payload.append("file", picture)
            return api.covers.put({ params: { id }, payload })
          },
          { patience: "5 minutes" }
        ),
      onSuccess: after
    }),
    remove: useMutation({
      mutationFn: () => call((api) => api.covers.remove({ params: { id } })),
      onSuccess: after
    })
  }
}
