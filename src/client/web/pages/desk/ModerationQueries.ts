import { useMutation, useQueryClient } from "@tanstack/react-query"
import type { ReportedReview } from "#contract/circulation/Review.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { usePages } from "../../connection/Pages.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { useToasts } from "../../parts/Toasts.ts"

export const useReportedReviews = () => usePages(keys.reported, (api, page) => api.reviews.reported({ query: page }))

/** What staff do with a review that readers object to. */
export const useModeration = ({ bookId, id }: Pick<ReportedReview, "bookId" | "id">) => {
  const { call } = useConnection()
  const { reviews } = useMessages().desk
  const queries = useQueryClient()
  const toasts = useToasts()
  const params = { id }
  const onSettled = () =>
    Promise.all([keys.reported, keys.book(bookId)].map((queryKey) => queries.invalidateQueries({ queryKey })))
  const hide = useMutation({
    mutationFn: (reason: string) => call((api) => api.reviews.hide({ params, payload: { reason } })),
    onSuccess: () => toasts.done(reviews.hiddenDone),
    onSettled
  })
  /** It is shown, and what readers objected to is settled. */
  const settle = useMutation({
    mutationFn: () => call((api) => api.reviews.unhide({ params })),
    onSuccess: () => toasts.done(reviews.kept),
    onSettled
  })
  const remove = useMutation({
    mutationFn: () => call((api) => api.reviews.remove({ params, headers: {} })),
    onSuccess: () => toasts.done(reviews.removed),
    onSettled
  })
  return { hide, remove, settle }
}
