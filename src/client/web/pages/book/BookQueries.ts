import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { BookId } from "#contract/catalogue/Book.ts"
import type { ReviewSort } from "#contract/circulation/Review.ts"
import type { Order } from "#contract/Page.ts"
import { useAttemptKeys } from "../../connection/AttemptKeys.ts"
import type { Connection } from "../../connection/Connection.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { usePages } from "../../connection/Pages.ts"
import { openLoansQuery } from "../loans/LoanQueries.ts"

/** The book, with the version that a change of it is meant for. */
export const bookQuery = ({ call }: Connection, id: BookId) =>
  queryOptions({
    queryKey: [...keys.book(id), "itself"],
    queryFn: ({ signal }) =>
      call((api) => api.books.get({ params: { id } }), { signal }).then(({ body, headers }) => ({
        book: body,
        etag: headers.etag
      }))
  })

export const useBook = (id: BookId) => useQuery(bookQuery(useConnection(), id))

export const useAnalysis = (id: BookId) => {
  const { call } = useConnection()
  return useQuery({
    queryKey: keys.analysis(id),
    queryFn: ({ signal }) => call((api) => api.intelligence.analysis({ params: { id } }), { signal })
  })
}

export const useAvailability = (id: BookId) => {
  const { call } = useConnection()
  return useQuery({
    queryKey: keys.availability(id),
    queryFn: ({ signal }) => call((api) => api.loans.availability({ params: { id } }), { signal })
  })
}

/** More than anybody waits for. */
const all = 100

/** The reader's own loan of the book, and their place in the queue for it. */
export const useMine = (id: BookId) => {
  const connection = useConnection()
  const { call } = connection
  const loan = useQuery({
    ...openLoansQuery(connection),
    select: ({ items }) => items.find(({ bookId }) => bookId === id) ?? null
  })
  const hold = useQuery({
    queryKey: [...keys.holds, "mine", "all"],
    queryFn: ({ signal }) => call((api) => api.holds.list({ query: { limit: all } }), { signal }),
    select: ({ items }) => items.find(({ bookId }) => bookId === id) ?? null
  })
  return { hold: hold.data, loan: loan.data }
}

export const useSimilar = (id: BookId) => {
  const { call } = useConnection()
  return useQuery({
    queryKey: keys.similar(id),
    queryFn: ({ signal }) =>
      call((api) => api.recommendations.similar({ params: { bookId: id }, query: { limit: 6 } }), { signal })
  })
}

export interface ReviewOrder {
  readonly sort: ReviewSort
  readonly order: Order
}

export const useReviews = (id: BookId, order: ReviewOrder) =>
  usePages([...keys.reviews(id), order], (api, page) =>
    api.reviews.list({ params: { id }, query: { ...page, ...order } })
  )

/** Makes everything that is known of a book be asked for again. */
export const useAfterChange = (id: BookId) => {
  const queries = useQueryClient()
  return () => Promise.all([keys.book(id), keys.books].map((queryKey) => queries.invalidateQueries({ queryKey })))
}

/** Makes the summary, or makes it again where it failed. */
export const useSummarize = (id: BookId) => {
  const { call } = useConnection()
  const attempts = useAttemptKeys()
  const after = useAfterChange(id)
  return useMutation({
    mutationFn: () => call((api) => api.intelligence.summarize({ params: { id }, headers: attempts.headers(id) })),
    onSuccess: () => attempts.done(id),
    onSettled: after
  })
}
