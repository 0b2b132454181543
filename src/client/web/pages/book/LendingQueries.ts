import { useMutation } from "@tanstack/react-query"
import type { BookId } from "#contract/catalogue/Book.ts"
import type { Hold } from "#contract/circulation/Hold.ts"
import type { Loan } from "#contract/circulation/Loan.ts"
import { useAttemptKeys } from "../../connection/AttemptKeys.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { useToasts } from "../../parts/Toasts.ts"
import { useAfterLending } from "../loans/LoanQueries.ts"

/** What a reader can do to have a book, to keep it, and to be rid of it. */
export const useLending = (bookId: BookId) => {
  const { call } = useConnection()
  const { book } = useMessages()
  const { date } = useFormats()
  const attempts = useAttemptKeys()
  const after = useAfterLending()
  const toasts = useToasts()
  const onSettled = () => after(bookId)
  const params = { id: bookId }

  const borrow = useMutation({
    mutationFn: () => call((api) => api.loans.borrow({ params, headers: attempts.headers("borrow"), payload: {} })),
    onSuccess: ({ dueAt }) => {
      attempts.done("borrow")
      toasts.done(book.lending.borrowed(date(dueAt)))
    },
    onSettled
  })
  const place = useMutation({
    mutationFn: () => call((api) => api.holds.place({ params, headers: attempts.headers("place"), payload: {} })),
    onSuccess: ({ position }) => {
      attempts.done("place")
      borrow.reset()
      toasts.done(book.lending.placed(position ?? 1))
    },
    onSettled
  })
  const cancel = useMutation({
    mutationFn: ({ id }: Hold) => call((api) => api.holds.cancel({ params: { id } })),
    onSuccess: () => toasts.done(book.lending.cancelled),
    onSettled
  })
  const renew = useMutation({
    mutationFn: ({ id, renewals }: Loan) =>
      call((api) => api.loans.renew({ params: { id }, headers: attempts.headers(["renew", id, renewals]) })),
    onSuccess: ({ dueAt }) => toasts.done(book.lending.renewed(date(dueAt))),
    onSettled
  })
  const giveBack = useMutation({
    mutationFn: () => call((api) => api.loans.giveBack({ params })),
    onSuccess: () => toasts.done(book.lending.givenBack),
    onSettled
  })
  return { borrow, cancel, giveBack, place, renew }
}

export type Lending = ReturnType<typeof useLending>
