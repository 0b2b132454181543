import { Text } from "@mantine/core"
import { IconCheck, IconClockHour4 } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import { useMessages } from "../messages/Messages.tsx"
import { BookCover, type ShownBook } from "./BookCover.tsx"

interface BookCardProps {
  readonly book: ShownBook
  /** Whether it can be borrowed now; left out where that is not known. */
  readonly isAvailable?: boolean | undefined
  /** Why it is shown, or what else there is to say of it. */
  readonly note?: ReactNode
  /** What can be done with it. */
  readonly children?: ReactNode
}

/** Books beside each other, as many as there is room for. */
export const BookGrid = ({ children, label }: { readonly children: ReactNode; readonly label?: string }) => (
  <ul className="book-grid" aria-label={label}>
    {children}
  </ul>
)

/** A book in a {@link BookGrid}: all of it leads to the book. */
export const BookCard = ({ book, children, isAvailable, note }: BookCardProps) => {
  return (
    <li className="book-card">
      <BookCover book={book} />
      <div className="book-card-text">
        <Link to="/books/$bookId" params={{ bookId: book.id }} className="book-link">
          <Text component="span" fw={600} lineClamp={2} lang={book.language ?? undefined}>
            {book.title}
          </Text>
        </Link>
        <Text size="sm" c="dimmed" lineClamp={1}>
          {book.author}
        </Text>
        {isAvailable !== undefined && <BookState isAvailable={isAvailable} />}
        {note !== undefined && (
          <Text component="div" size="sm" mt={4}>
            {note}
          </Text>
        )}
        {children !== undefined && <div className="book-card-actions">{children}</div>}
      </div>
    </li>
  )
}

const BookState = ({ isAvailable }: { readonly isAvailable: boolean }) => {
  const { book } = useMessages()
  const Icon = isAvailable ? IconCheck : IconClockHour4
  return (
    <span className={isAvailable ? "book-state book-state-available" : "book-state"}>
      <Icon size={14} aria-hidden />
      {isAvailable ? book.states.available : book.states.notAvailable}
    </span>
  )
}
