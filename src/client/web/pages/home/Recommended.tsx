import { Button, Skeleton, Text, Title } from "@mantine/core"
import { useMutation, useQueryClient } from "@tanstack/react-query"
import type { Recommendation, RecommendationReason } from "#contract/intelligence/Recommendation.ts"
import { useAttemptKeys } from "../../connection/AttemptKeys.ts"
import { Failure } from "../../connection/Failure.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { BookCard, BookGrid } from "../../parts/BookCard.tsx"
import { FailureAlert } from "../../parts/FailureAlert.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { Loaded } from "../../parts/Loaded.tsx"
import { Nothing } from "../../parts/Nothing.tsx"
import { useToasts } from "../../parts/Toasts.ts"
import { useRecommendations } from "./HomeQueries.ts"

/** The reason in the reader's words; the library's own where it is one that this page does not know. */
const useReason = () => {
  const { reasons } = useMessages().home.recommended
  return ({ label, text, type }: RecommendationReason): string => {
    if (type === "popular" || type === "new") return reasons[type]
    return label === undefined ? text : reasons[type](label)
  }
}

const codeOf = (error: Error | null) => (error instanceof Failure ? error.code : undefined)

/** Borrows the book, or waits for it: whichever can be done. Who comes too late is told so, and offered the other. */
const Take = ({ available, book }: Pick<Recommendation, "available" | "book">) => {
  const { recommended } = useMessages().home
  const { call } = useConnection()
  const formats = useFormats()
  const queries = useQueryClient()
  const toasts = useToasts()
  const attempts = useAttemptKeys()
  const refresh = () =>
    Promise.all(
      [keys.recommendations, keys.loans, keys.holds, keys.book(book.id)].map((queryKey) =>
        queries.invalidateQueries({ queryKey })
      )
    )
  const take = useMutation({
    mutationFn: async (isBorrowed: boolean) => {
      const options = { params: { id: book.id }, headers: attempts.headers(isBorrowed), payload: {} }
      if (isBorrowed) {
        const loan = await call((api) => api.loans.borrow(options))
        return recommended.borrowed(book.title, formats.date(loan.dueAt))
      }
      await call((api) => api.holds.place(options))
      return recommended.held(book.title)
    },
    onSuccess: async (news, isBorrowed) => {
      attempts.done(isBorrowed)
      toasts.done(news)
      await refresh()
    }
  })
  const code = codeOf(take.error)
  const isLate = code === "BOOK_NOT_AVAILABLE" || code === "BOOK_HELD"
  const isBack = code === "BOOK_AVAILABLE"
  const canBorrow = (available || isBack) && !isLate
  return (
    <>
      <Button
        size="xs"
        fullWidth
        variant={canBorrow ? "filled" : "default"}
        loading={take.isPending}
        disabled={take.isSuccess}
        onClick={() => take.mutate(canBorrow)}
        aria-label={(canBorrow ? recommended.borrowBook : recommended.holdBook)(book.title)}
      >
        {canBorrow ? recommended.borrow : recommended.hold}
      </Button>
      <div role="status">
        {(isLate || isBack) && (
          <Text size="xs" mt={4}>
            {isLate ? recommended.quicker : recommended.back}
          </Text>
        )}
      </div>
      {take.error !== null && !isLate && !isBack && <FailureAlert error={take.error} />}
    </>
  )
}

const waiting = (
  <BookGrid>
    {[1, 2, 3].map((place) => (
      <li key={place} aria-hidden>
        <Skeleton style={{ aspectRatio: "2 / 3" }} />
      </li>
    ))}
  </BookGrid>
)

/** Books that the person may want to read next, and why. */
export const Recommended = () => {
  const { recommended } = useMessages().home
  const query = useRecommendations()
  const reasonOf = useReason()
  return (
    <section aria-labelledby="recommended-title">
      <Title order={2} size="h3" mb="sm" id="recommended-title">
        {recommended.title}
      </Title>
      <Loaded query={query} waiting={waiting}>
        {({ items, model }) =>
          items.length === 0 ? (
            <Nothing title={recommended.nothing}>
              <Text size="sm">{recommended.nothingLead}</Text>
            </Nothing>
          ) : (
            <>
              {model === "popular-1" && (
                <Text size="sm" c="dimmed" mb="sm">
                  {recommended.popular}
                </Text>
              )}
              <BookGrid>
                {items.map(({ available, book, reasons }) => (
                  <BookCard
                    key={book.id}
                    book={book}
                    isAvailable={available}
                    note={reasons[0] === undefined ? undefined : reasonOf(reasons[0])}
                  >
                    <Take book={book} available={available} />
                  </BookCard>
                ))}
              </BookGrid>
            </>
          )
        }
      </Loaded>
    </section>
  )
}
