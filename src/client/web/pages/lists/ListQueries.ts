import { useMutation, useQueryClient } from "@tanstack/react-query"
import type { BookId } from "#contract/catalogue/Book.ts"
import type {
  NewReadingList,
  NewReadingListItem,
  ReadingListChanges,
  ReadingListId
} from "#contract/circulation/ReadingList.ts"
import { useAttemptKeys } from "../../connection/AttemptKeys.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { usePages } from "../../connection/Pages.ts"

export type Whose = "mine" | "shared"

/** More lists than this nobody has. */
const all = 100

const listsKey = (of: Whose) => [...keys.readingLists, of]

export const useLists = (of: Whose) =>
  usePages(listsKey(of), (api, page) => api.readingLists.list({ query: { ...page, of } }), { limit: all })

export const itemsKey = (id: ReadingListId) => [...keys.readingLists, "items", id]

export const useListItems = (id: ReadingListId, isEnabled: boolean) =>
  usePages(itemsKey(id), (api, page) => api.readingLists.items({ params: { id }, query: page }), {
    isEnabled,
    limit: all
  })

const useAfterChange = () => {
  const queries = useQueryClient()
  return () => queries.invalidateQueries({ queryKey: keys.readingLists })
}

/** After a list is gone its books are not asked for any more: the library would refuse it. */
const useAfterRemoval = () => {
  const queries = useQueryClient()
  return () =>
    Promise.all([listsKey("mine"), listsKey("shared")].map((queryKey) => queries.invalidateQueries({ queryKey })))
}

export const useBeginList = () => {
  const { call } = useConnection()
  const attempts = useAttemptKeys()
  const after = useAfterChange()
  return useMutation({
    mutationFn: (payload: NewReadingList) =>
      call((api) => api.readingLists.add({ headers: attempts.headers(payload), payload })).then(({ body }) => body),
    onSuccess: (_, payload) => attempts.done(payload),
    onSettled: after
  })
}

/** Changes to a list, and to what is in it. */
export const useListChanges = (id: ReadingListId) => {
  const { call } = useConnection()
  const after = useAfterChange()
  const afterRemoval = useAfterRemoval()
  const params = { id }
  return {
    update: useMutation({
      mutationFn: (payload: ReadingListChanges) => call((api) => api.readingLists.update({ params, payload })),
      onSettled: after
    }),
    remove: useMutation({
      mutationFn: () => call((api) => api.readingLists.remove({ params })),
      onSettled: afterRemoval
    }),
    take: useMutation({
      mutationFn: (bookId: BookId) => call((api) => api.readingLists.removeItem({ params: { id, bookId } })),
      onSettled: after
    })
  }
}

/** Puts a book, and what the reader notes of it, at the end of a list. */
export const useAddBook = (id: ReadingListId) => {
  const { call } = useConnection()
  const attempts = useAttemptKeys()
  const after = useAfterChange()
  return useMutation({
    mutationFn: (payload: NewReadingListItem) =>
      call((api) => api.readingLists.addItem({ params: { id }, headers: attempts.headers(payload), payload })),
    onSuccess: (_, payload) => attempts.done(payload),
    onSettled: after
  })
}

/** Puts a book at the end of a list. */
export const usePutIntoList = (bookId: BookId) => {
  const { call } = useConnection()
  const attempts = useAttemptKeys()
  const after = useAfterChange()
  return useMutation({
    mutationFn: (id: ReadingListId) =>
      call((api) =>
        api.readingLists.addItem({ params: { id }, headers: attempts.headers([id, bookId]), payload: { bookId } })
      ),
    onSuccess: (_, id) => attempts.done([id, bookId]),
    onSettled: after
  })
}
