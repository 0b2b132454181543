import { Button, Group, Select, Skeleton, Stack, Text } from "@mantine/core"
import { useState } from "react"
import type { BookId } from "#contract/catalogue/Book.ts"
import { useUser } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { Section } from "../../parts/Section.tsx"
import { ShowMore } from "../../parts/ShowMore.tsx"
import { type ReviewOrder, useReviews } from "./BookQueries.ts"
import { ReviewForm } from "./ReviewForm.tsx"
import { ReviewItem } from "./ReviewItem.tsx"

const orders: Readonly<Record<Sorting, ReviewOrder>> = {
  newest: { sort: "createdAt", order: "desc" },
  oldest: { sort: "createdAt", order: "asc" },
  best: { sort: "rating", order: "desc" },
  worst: { sort: "rating", order: "asc" }
}
type Sorting = "newest" | "oldest" | "best" | "worst"
const isSorting = (name: string | null): name is Sorting => name !== null && name in orders

/** What readers say of the book, one by one, and where one says it oneself. */
export const ReviewsSection = ({ bookId }: { readonly bookId: BookId }) => {
  const { book } = useMessages()
  const words = book.reviews
  const user = useUser()
  const [sorting, setSorting] = useState<Sorting>("newest")
  const [isWriting, setWriting] = useState(false)
  const reviews = useReviews(bookId, orders[sorting])
  const items = reviews.data?.pages.flatMap((page) => page.items)
  const hasOwn = items?.some(({ userId }) => userId === user.id) ?? true
  return (
    <Section
      title={words.title}
      aside={
        <Group gap="xs">
          {items !== undefined && items.length > 1 && (
            <Select
              aria-label={words.sort}
              data={Object.keys(orders)
                .filter(isSorting)
                .map((value) => ({ value, label: words.sorts[value] }))}
              value={sorting}
              allowDeselect={false}
              w={150}
              onChange={(name) => isSorting(name) && setSorting(name)}
            />
          )}
          {!hasOwn && !isWriting && (
            <Button variant="default" onClick={() => setWriting(true)}>
              {words.write}
            </Button>
          )}
        </Group>
      }
    >
      <Stack gap="lg">
        {isWriting && (
          <ReviewForm bookId={bookId} onDone={() => setWriting(false)} onCancel={() => setWriting(false)} />
        )}
        {reviews.error !== null && !reviews.isFetchNextPageError && (
          <FailureAlert error={reviews.error} onRetry={() => void reviews.refetch()} />
        )}
        {items === undefined && reviews.error === null && (
          <Skeleton height={90} role="status" aria-label={words.title} />
        )}
        {items?.length === 0 && <Text c="dimmed">{words.none}</Text>}
        {items !== undefined && items.length > 0 && (
          <ul className="reviews">
            {items.map((review) => (
              <ReviewItem key={review.id} review={review} />
            ))}
          </ul>
        )}
        <ShowMore pages={reviews} />
      </Stack>
    </Section>
  )
}
