import { Stack, Text, VisuallyHidden } from "@mantine/core"
import { useState } from "react"
import type { ReadingList, ReadingListItem } from "#contract/circulation/ReadingList.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { Endless } from "../../parts/Endless.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { AddBook } from "./AddBook.tsx"
import { ListItemRow } from "./ListItemRow.tsx"
import { useMove } from "./ListOrder.ts"
import { useListChanges, useListItems } from "./ListQueries.ts"

interface ListItemsProps {
  readonly list: ReadingList
  readonly isMine: boolean
}

/** The books of a list in their order, which its owner changes. */
export const ListItems = ({ isMine, list }: ListItemsProps) => {
  const { lists } = useMessages()
  const [news, setNews] = useState("")
  const query = useListItems(list.id, true)
  const { take } = useListChanges(list.id)
  const move = useMove(list.id)

  const changesOf = (items: ReadonlyArray<ReadingListItem>, at: number, total: number) => {
    const { id: bookId, title } = items[at]?.book ?? {}
    if (!isMine || bookId === undefined || title === undefined) return undefined
    const to = (place: number, before: ReadingListItem | undefined) => () => {
      setNews(lists.moved(title, place + 1, total))
      move.mutate({ bookId, before: before?.book.id ?? null })
    }
    // What comes after the next book is known, or there is nothing.
    const mayGoDown = at + 1 < items.length && (at + 2 < items.length || !query.hasNextPage)
    return {
      up: at > 0 ? to(at - 1, items[at - 1]) : undefined,
      down: mayGoDown ? to(at + 1, items[at + 2]) : undefined,
      take: () => take.mutate(bookId, { onSuccess: () => setNews(lists.taken(title)) }),
      isTaken: take.isPending && take.variables === bookId
    }
  }
  return (
    <Stack>
      <VisuallyHidden role="status">{news}</VisuallyHidden>
      <Endless query={query} empty={<Text size="sm">{isMine ? lists.emptyMine : lists.empty}</Text>}>
        {(items, total) => (
          <ol className="list-items" aria-label={lists.booksOf(list.name)}>
            {items.map((item, at) => (
              <ListItemRow key={item.book.id} item={item} changes={changesOf(items, at, total)} />
            ))}
          </ol>
        )}
      </Endless>
      {move.error !== null && <FailureAlert error={move.error} />}
      {take.error !== null && <FailureAlert error={take.error} />}
      {isMine && <AddBook list={list} onAdded={(title) => setNews(lists.added(title))} />}
    </Stack>
  )
}
