import { useMutation } from "@tanstack/react-query"
import { Effect } from "effect"
import type { BookId } from "#contract/catalogue/Book.ts"
import type { NewReview, Review } from "#contract/circulation/Review.ts"
import { useAttemptKeys } from "../../connection/AttemptKeys.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { useToasts } from "../../parts/Toasts.ts"
import { useAfterChange } from "./BookQueries.ts"

/** The `ETag` of what has this version. */
export const etagOf = (version: number) => `"${version}"`

/** Writes a review, or changes the one that is there. */
export const useWriteReview = (bookId: BookId, review: Review | undefined) => {
  const { call } = useConnection()
  const { book } = useMessages()
  const attempts = useAttemptKeys()
  const after = useAfterChange(bookId)
  const toasts = useToasts()
  return useMutation({
    mutationFn: async (payload: NewReview) => {
      if (review === undefined) {
        const headers = attempts.headers(payload)
        await call((api) => api.reviews.add({ params: { id: bookId }, headers, payload }))
      } else {
        const headers = { "if-match": etagOf(review.version) }
        await call((api) => api.reviews.update({ params: { id: review.id }, headers, payload }))
      }
    },
    onSuccess: async (_, payload) => {
      attempts.done(payload)
      toasts.done(book.reviews.written)
      await after()
    }
  })
}

/** What can be done about a review that is there. */
export const useReviewActions = (review: Review) => {
  const { call } = useConnection()
  const { book } = useMessages()
  const after = useAfterChange(review.bookId)
  const toasts = useToasts()
  const params = { id: review.id }
  const told = (message: string) => ({
    onSuccess: () => {
      toasts.done(message)
      return after()
    }
  })
  return {
    remove: useMutation({
      mutationFn: () => call((api) => api.reviews.remove({ params, headers: { "if-match": etagOf(review.version) } })),
      ...told(book.reviews.removed)
    }),
    report: useMutation({
      mutationFn: (reason: string) => call((api) => api.reviews.report({ params, payload: { reason } })),
      ...told(book.reviews.reported)
    }),
    hide: useMutation({
      mutationFn: (reason: string) => call((api) => Effect.asVoid(api.reviews.hide({ params, payload: { reason } }))),
      ...told(book.reviews.hidden)
    }),
    unhide: useMutation({
      mutationFn: () => call((api) => Effect.asVoid(api.reviews.unhide({ params }))),
      ...told(book.reviews.shown)
    })
  }
}
