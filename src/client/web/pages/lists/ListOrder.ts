import { type InfiniteData, useMutation, useQueryClient } from "@tanstack/react-query"
import type { ReadingListId, ReadingListItem } from "#contract/circulation/ReadingList.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import type { ListPage } from "../../connection/Pages.ts"
import { itemsKey } from "./ListQueries.ts"
import { type Move, movedBooks } from "./MovedBooks.ts"

type Items = InfiniteData<ListPage<ReadingListItem>>

/** The pages of a list hold as many books as before, in their new order. */
const withMove = ({ pageParams, pages }: Items, move: Move): Items => {
  const moved = movedBooks(
    pages.flatMap(({ items }) => items),
    move
  )
  const startOf = (page: number) => pages.slice(0, page).reduce((sum, { items }) => sum + items.length, 0)
  return {
    pageParams,
    pages: pages.map((page, at) => ({ ...page, items: moved.slice(startOf(at), startOf(at + 1)) }))
  }
}

/** Puts a book elsewhere in its list: shown at once, undone where the library refuses it. Moves are made one by one. */
export const useMove = (id: ReadingListId) => {
  const { call } = useConnection()
  const queries = useQueryClient()
  const queryKey = itemsKey(id)
  const mutationKey = ["readingLists", "move", id]
  return useMutation({
    mutationKey,
    scope: { id: mutationKey.join(" ") },
    mutationFn: ({ before, bookId }: Move) =>
      call((api) => api.readingLists.moveItem({ params: { id, bookId }, payload: { before } })),
    onMutate: async (move) => {
      await queries.cancelQueries({ queryKey })
      queries.setQueryData<Items>(queryKey, (items) => items && withMove(items, move))
    },
    // The order that the library keeps is asked for after the last of several moves, and after any that is refused.
    onSettled: (_, error) =>
      error !== null || queries.isMutating({ mutationKey }) <= 1 ? queries.invalidateQueries({ queryKey }) : undefined
  })
}
