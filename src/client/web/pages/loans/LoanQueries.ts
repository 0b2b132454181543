import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type { BookId } from "#contract/catalogue/Book.ts"
import type { Hold } from "#contract/circulation/Hold.ts"
import type { Loan } from "#contract/circulation/Loan.ts"
import { useAttemptKeys } from "../../connection/AttemptKeys.ts"
import type { Connection } from "../../connection/Connection.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { usePages } from "../../connection/Pages.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { useToasts } from "../../parts/Toasts.ts"

/** More than any library lends to one person. */
const all = 100

/** Everything that the person has at home, the first due first. */
export const openLoansQuery = ({ call }: Connection) =>
  queryOptions({
    queryKey: [...keys.loans, "mine", "all"],
    queryFn: ({ signal }) => call((api) => api.loans.list({ query: { limit: all } }), { signal })
  })

export const useMyLoans = () => usePages([...keys.loans, "mine"], (api, page) => api.loans.list({ query: page }))
export const useMyHolds = () => usePages([...keys.holds, "mine"], (api, page) => api.holds.list({ query: page }))
export const useHistory = () => usePages([...keys.loans, "history"], (api, page) => api.loans.history({ query: page }))

/** What a loan does not say of its book: the cover, and whether there is a text to read. */
export const useBookOfLoan = (bookId: BookId | null) => {
  const { call } = useConnection()
  return useQuery({
    queryKey: [...keys.book(bookId ?? ""), "shown"],
    queryFn: ({ signal }) =>
      bookId === null
        ? null
        : call((api) => api.books.get({ params: { id: bookId } }), { signal }).then(({ body }) => body),
    enabled: bookId !== null
  }).data
}

/** Makes what borrowing, renewing and returning changed be asked for again. */
export const useAfterLending = () => {
  const queries = useQueryClient()
  return (bookId: BookId | null) =>
    Promise.all(
      [keys.loans, keys.holds, keys.books, keys.book(bookId ?? "")].map((queryKey) =>
        queries.invalidateQueries({ queryKey })
      )
    )
}

/** Renews a loan, one's own or, at the desk, a reader's. */
export const useRenew = (loan: Loan) => {
  const { call } = useConnection()
  const { loans } = useMessages()
  const { date } = useFormats()
  const attempts = useAttemptKeys()
  const after = useAfterLending()
  const toasts = useToasts()
  const attempt = [loan.id, loan.renewals]
  return useMutation({
    mutationFn: () => call((api) => api.loans.renew({ params: { id: loan.id }, headers: attempts.headers(attempt) })),
    onSuccess: (renewed) => {
      attempts.done(attempt)
      toasts.done(loans.renewed(renewed.bookTitle, date(renewed.dueAt)))
    },
    onSettled: () => after(loan.bookId)
  })
}

/** Brings a book back. */
export const useGiveBack = ({ bookId, bookTitle }: Pick<Loan, "bookId" | "bookTitle">) => {
  const { call } = useConnection()
  const { loans } = useMessages()
  const after = useAfterLending()
  const toasts = useToasts()
  return useMutation({
    mutationFn: async () => {
      if (bookId !== null) await call((api) => api.loans.giveBack({ params: { id: bookId } }))
    },
    onSuccess: () => toasts.done(loans.givenBack(bookTitle)),
    onSettled: () => after(bookId)
  })
}

/** What somebody who waits for a book can do about it. */
export const useHoldActions = (hold: Hold) => {
  const { call } = useConnection()
  const { loans } = useMessages()
  const { date } = useFormats()
  const attempts = useAttemptKeys()
  const after = useAfterLending()
  const toasts = useToasts()
  const onSettled = () => after(hold.bookId)
  const cancel = useMutation({
    mutationFn: () => call((api) => api.holds.cancel({ params: { id: hold.id } })),
    onSuccess: () => toasts.done(loans.holds.cancelled(hold.bookTitle)),
    onSettled
  })
  const suspend = useMutation({
    mutationFn: () => call((api) => api.holds.suspend({ params: { id: hold.id } })),
    onSettled
  })
  const resume = useMutation({
    mutationFn: () => call((api) => api.holds.resume({ params: { id: hold.id } })),
    onSettled
  })
  const borrow = useMutation({
    mutationFn: async () => {
      const { bookId } = hold
      if (bookId === null) return
      const headers = attempts.headers(hold.id)
      const loan = await call((api) => api.loans.borrow({ params: { id: bookId }, headers, payload: {} }))
      attempts.done(hold.id)
      toasts.done(loans.holds.borrowed(loan.bookTitle, date(loan.dueAt)))
    },
    onSettled
  })
  return { borrow, cancel, resume, suspend }
}
