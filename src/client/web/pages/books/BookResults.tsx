import { Button, Skeleton, Stack, Text } from "@mantine/core"
import { useInfiniteQuery } from "@tanstack/react-query"
import { Link } from "@tanstack/react-router"
import type { Book } from "#contract/catalogue/Book.ts"
import { hasRole, useConnection, useUser } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { BookCard, BookGrid } from "../../parts/BookCard.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { Nothing } from "../../parts/Nothing.tsx"
import { useBookFilters } from "./BookFilters.ts"
import { booksQuery } from "./BooksQueries.ts"
import { BookTable } from "./BookTable.tsx"
import { NextBooks } from "./NextBooks.tsx"

/** What is found, and how to make it more or less. */
export const useFoundBooks = () => {
  const connection = useConnection()
  const { query } = useBookFilters()
  return useInfiniteQuery(booksQuery(connection, query))
}

/** The books found. */
export const BookResults = () => {
  const { books, states } = useMessages()
  const { isNarrowed, search } = useBookFilters()
  const found = useFoundBooks()
  const pages = found.data?.pages
  if (pages === undefined) {
    if (found.error !== null) return <FailureAlert error={found.error} onRetry={() => void found.refetch()} />
    return <BooksToCome label={states.loading} />
  }
  const items = pages.flatMap((page) => page.items)
  const total = pages[0]?.total ?? 0
  if (items.length === 0) return <NoBooks isNarrowed={isNarrowed} />
  return (
    <div aria-busy={found.isPlaceholderData} className={found.isPlaceholderData ? "books-stale" : undefined}>
      {found.isRefetchError && <FailureAlert error={found.error} onRetry={() => void found.refetch()} />}
      <BookList books={items} isTable={search.view === "table"} />
      <NextBooks pages={found} />
      {items.length > pageEnd && !found.hasNextPage && (
        <Text ta="center" size="sm" c="dimmed" py="lg">
          {books.allShown(total)}
        </Text>
      )}
    </div>
  )
}

/** From so many books on it is said that there are no more. */
const pageEnd = 24

const BookList = ({ books: found, isTable }: { readonly books: ReadonlyArray<Book>; readonly isTable: boolean }) => {
  const { books } = useMessages()
  if (isTable) return <BookTable books={found} />
  return (
    <BookGrid label={books.title}>
      {found.map((book) => (
        <BookCard
          key={book.id}
          book={book}
          note={
            <Text size="xs" c="dimmed" component="span">
              {[book.genre, book.publishedYear].filter((part) => part !== null).join(" · ")}
            </Text>
          }
        />
      ))}
    </BookGrid>
  )
}

const NoBooks = ({ isNarrowed }: { readonly isNarrowed: boolean }) => {
  const { books, shell } = useMessages()
  const { clear } = useBookFilters()
  const user = useUser()
  if (isNarrowed) {
    return (
      <Nothing title={books.noneFound}>
        <Text>{books.noneFoundAdvice}</Text>
        <Button variant="default" onClick={clear}>
          {books.clearFilters}
        </Button>
      </Nothing>
    )
  }
  return (
    <Nothing title={books.none}>
      {hasRole(user, "librarian") ? (
        <Button renderRoot={(props) => <Link to="/desk/upload" {...props} />}>{shell.upload}</Button>
      ) : (
        <Text>{books.noneAdvice}</Text>
      )}
    </Nothing>
  )
}

const places = ["a", "b", "c", "d", "e", "f", "g", "h"]

const BooksToCome = ({ label }: { readonly label: string }) => (
  <div role="status" aria-label={label}>
    <div className="book-grid">
      {places.map((place) => (
        <Stack key={place} gap="xs">
          <Skeleton className="cover-to-come" />
          <Skeleton height={14} />
          <Skeleton height={12} width="60%" />
        </Stack>
      ))}
    </div>
  </div>
)
