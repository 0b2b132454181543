import type { BookId } from "#contract/catalogue/Book.ts"
import type { ReadingListItem } from "#contract/circulation/ReadingList.ts"

/** A book, and before which other one of the list it goes; null: to its end. */
export interface Move {
  readonly bookId: BookId
  readonly before: BookId | null
}

/** The books of a list after one of them was moved. */
export const movedBooks = (
  items: ReadonlyArray<ReadingListItem>,
  { before, bookId }: Move
): ReadonlyArray<ReadingListItem> => {
  const moved = items.filter(({ book }) => book.id === bookId)
  const others = items.filter(({ book }) => book.id !== bookId)
  const found = others.findIndex(({ book }) => book.id === before)
  const place = found === -1 ? others.length : found
  return [...others.slice(0, place), ...moved, ...others.slice(place)]
}
