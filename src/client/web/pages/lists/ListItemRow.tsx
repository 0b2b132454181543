import { ActionIcon, Group, Text } from "@mantine/core"
import { IconArrowDown, IconArrowUp, IconX } from "@tabler/icons-react"
import { Link } from "@tanstack/react-router"
import type { ReadingListItem } from "#contract/circulation/ReadingList.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { BookCover } from "../../parts/BookCover.tsx"

interface ListItemRowProps {
  readonly item: ReadingListItem
  /** Undefined where the list is somebody else's. */
  readonly changes:
    | {
        readonly up: (() => void) | undefined
        readonly down: (() => void) | undefined
        readonly take: () => void
        readonly isTaken: boolean
      }
    | undefined
}

/** A book of a list, and what its owner does with it there. */
export const ListItemRow = ({ changes, item: { book, note } }: ListItemRowProps) => {
  const { lists } = useMessages()
  return (
    <li className="list-item">
      <BookCover book={book} width={44} />
      <div className="list-item-text">
        <Link to="/books/$bookId" params={{ bookId: book.id }} className="title-link">
          {book.title}
        </Link>
        <Text size="sm" c="dimmed">
          {book.author}
        </Text>
        {note !== null && (
          <Text size="sm" className="list-note">
            {note}
          </Text>
        )}
      </div>
      {changes !== undefined && (
        <Group gap={4} wrap="nowrap">
          <MoveButton label={lists.up(book.title)} icon={IconArrowUp} onMove={changes.up} />
          <MoveButton label={lists.down(book.title)} icon={IconArrowDown} onMove={changes.down} />
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={lists.take(book.title)}
            loading={changes.isTaken}
            onClick={changes.take}
          >
            <IconX size={18} aria-hidden />
          </ActionIcon>
        </Group>
      )}
    </li>
  )
}

interface MoveButtonProps {
  readonly label: string
  readonly icon: typeof IconArrowUp
  /** Undefined where the book cannot go further. */
  readonly onMove: (() => void) | undefined
}

/** Stays where the keyboard is, also at the end of the list and while the book goes elsewhere. */
const MoveButton = ({ icon: Icon, label, onMove }: MoveButtonProps) => (
  <ActionIcon
    variant="default"
    size="lg"
    aria-label={label}
    aria-disabled={onMove === undefined}
    {...(onMove === undefined ? { "data-disabled": true } : {})}
    onClick={({ currentTarget }) => {
      onMove?.()
      requestAnimationFrame(() => currentTarget.focus())
    }}
  >
    <Icon size={18} aria-hidden />
  </ActionIcon>
)
