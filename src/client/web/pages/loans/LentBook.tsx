import { Anchor, Group, Stack, Text } from "@mantine/core"
import { Link } from "@tanstack/react-router"
import type { ReactNode } from "react"
import { type Book, BookId } from "#contract/catalogue/Book.ts"
import { BookCover } from "../../parts/BookCover.tsx"

interface LentBookProps {
  readonly lent: { readonly bookId: BookId | null; readonly bookTitle: string; readonly bookAuthor: string }
  /** As the catalogue has it now, once that is known. */
  readonly book: Book | null | undefined
  readonly children: ReactNode
}

const nobody = BookId.make("00000000-0000-4000-8000-000000000000")

/** A book that is lent or waited for, with its face. */
export const LentBook = ({ book, children, lent }: LentBookProps) => (
  <Group align="flex-start" wrap="nowrap">
    <BookCover
      width={72}
      book={{ id: lent.bookId ?? nobody, title: lent.bookTitle, author: lent.bookAuthor, cover: book?.cover ?? null }}
    />
    <Stack gap="xs" style={{ flex: 1, minWidth: 0 }}>
      <div style={{ overflowWrap: "anywhere" }}>
        <BookTitle bookId={lent.bookId} title={lent.bookTitle} />
        <Text size="sm" c="dimmed">
          {lent.bookAuthor}
        </Text>
      </div>
      {children}
    </Stack>
  </Group>
)

/** The title of a book that may be gone from the catalogue meanwhile. */
export const BookTitle = ({ bookId, title }: { readonly bookId: string | null; readonly title: string }) =>
  bookId === null ? (
    <Text component="span" fw={600} inherit>
      {title}
    </Text>
  ) : (
    <Anchor
      renderRoot={(props) => <Link to="/books/$bookId" params={{ bookId }} {...props} />}
      fw={600}
      c="inherit"
      inherit
    >
      {title}
    </Anchor>
  )
