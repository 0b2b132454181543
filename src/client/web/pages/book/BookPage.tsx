import "./book.css"
import { Anchor, Group, Skeleton, Stack } from "@mantine/core"
import { createLazyRoute, Link } from "@tanstack/react-router"
import { BookId } from "#contract/catalogue/Book.ts"
import { hasRole, useUser } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { BookCover } from "../../parts/BookCover.tsx"
import { Loaded } from "../../parts/Loaded.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { BookActions } from "./BookActions.tsx"
import { BookFacts } from "./BookFacts.tsx"
import { useBook } from "./BookQueries.ts"
import { LendingPanel } from "./LendingPanel.tsx"
import { OpinionSection } from "./OpinionSection.tsx"
import { ReviewsSection } from "./ReviewsSection.tsx"
import { SimilarSection } from "./SimilarSection.tsx"
import { StaffTools } from "./StaffTools.tsx"
import { SummarySection } from "./SummarySection.tsx"

/** Everything about one book. */
const BookShown = ({ bookId }: { readonly bookId: BookId }) => {
  const { book: words, states } = useMessages()
  const user = useUser()
  const query = useBook(bookId)
  return (
    <Loaded query={query} waiting={<BookToCome label={states.loading} />}>
      {({ book, etag }) => (
        <article className="book-page">
          <div className="book-face">
            <BookCover book={book} alt={words.coverOf(book.title)} />
          </div>
          <Stack className="book-head" gap="md">
            <PageTitle
              title={book.title}
              lead={
                <Anchor renderRoot={(props) => <Link to="/books" search={{ author: book.author }} {...props} />}>
                  {book.author}
                </Anchor>
              }
            />
            <LendingPanel book={book} />
            <BookActions book={book} />
            {hasRole(user, "librarian") && <StaffTools book={book} etag={etag} />}
            <BookFacts book={book} />
          </Stack>
          <Stack className="book-rest" gap="lg">
            <SummarySection bookId={bookId} />
            <OpinionSection bookId={bookId} />
            <ReviewsSection bookId={bookId} />
            <SimilarSection bookId={bookId} />
          </Stack>
        </article>
      )}
    </Loaded>
  )
}

const BookToCome = ({ label }: { readonly label: string }) => (
  <Group align="flex-start" role="status" aria-label={label}>
    <Skeleton width={220} height={330} />
    <Stack flex={1} miw={200}>
      <Skeleton height={32} width="70%" />
      <Skeleton height={18} width="40%" />
      <Skeleton height={110} />
    </Stack>
  </Group>
)

const BookPage = () => {
  const { bookId } = route.useParams()
  return <BookShown key={bookId} bookId={BookId.make(bookId)} />
}

export const route = createLazyRoute("/inside/books/$bookId")({ component: BookPage })
