import { useMutation, useQuery } from "@tanstack/react-query"
import { BookId } from "#contract/catalogue/Book.ts"
import { LoanStatus } from "#contract/circulation/Loan.ts"
import { mostReadersNamed, type Reader } from "#contract/identity/Reader.ts"
import { UserId } from "#contract/identity/User.ts"
import { useAttemptKeys } from "../../connection/AttemptKeys.ts"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { usePages } from "../../connection/Pages.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { useFormats } from "../../parts/Formats.ts"
import { useToasts } from "../../parts/Toasts.ts"
import { useAfterLending } from "../loans/LoanQueries.ts"

const choices = 10

/** Which loans the desk looks at. */
export interface DeskFilter {
  readonly show?: string
  readonly userId?: string
  readonly bookId?: string
}

const statusOf = (show: string | undefined) => LoanStatus.literals.find((status) => status === show)

/** What is overdue comes the longest first, everything else the newest first. */
export const useDeskLoans = ({ bookId, show, userId }: DeskFilter) => {
  const isPlainOverdue = show === "overdue" && bookId === undefined && userId === undefined
  const status = statusOf(show)
  return usePages([...keys.loans, "desk", show ?? "", userId ?? "", bookId ?? ""], (api, page) =>
    isPlainOverdue
      ? api.loans.overdue({ query: page })
      : api.loans.all({
          query: {
            ...page,
            ...(status === undefined ? {} : { status }),
            ...(userId === undefined ? {} : { userId: UserId.make(userId) }),
            ...(bookId === undefined ? {} : { bookId: BookId.make(bookId) })
          }
        })
  )
}

/** Readers whose name or address has the words. */
export const useReaders = (words: string, isEnabled: boolean) => {
  const { call } = useConnection()
  return useQuery({
    queryKey: [...keys.users, "readers", words],
    queryFn: ({ signal }) =>
      call(
        (api) => api.organization.listReaders({ query: { limit: choices, ...(words === "" ? {} : { q: words }) } }),
        {
          signal
        }
      ),
    enabled: isEnabled
  })
}

/** Who these people are, as far as the library still knows them. */
export const useReadersNamed = (ids: ReadonlyArray<UserId | null>): ReadonlyMap<string, Reader> => {
  const { call } = useConnection()
  const wanted = [...new Set(ids.flatMap((id) => (id === null ? [] : [id])))].toSorted()
  const parts = Array.from({ length: Math.ceil(wanted.length / mostReadersNamed) }, (_, part) =>
    wanted.slice(part * mostReadersNamed, (part + 1) * mostReadersNamed)
  )
  const { data } = useQuery({
    queryKey: [...keys.users, "named", wanted],
    queryFn: async ({ signal }) => {
      const pages = await Promise.all(
        parts.map((id) =>
          call((api) => api.organization.listReaders({ query: { id, limit: mostReadersNamed } }), { signal })
        )
      )
      return pages.flatMap(({ items }) => items)
    },
    enabled: wanted.length > 0
  })
  return new Map((data ?? []).map((reader) => [reader.id, reader]))
}

interface Lending {
  readonly bookId: string
  readonly userId: string
  readonly readerName: string
  readonly days: number | undefined
}

export const useLend = () => {
  const { call } = useConnection()
  const { lending } = useMessages().desk
  const { date } = useFormats()
  const attempts = useAttemptKeys()
  const after = useAfterLending()
  const toasts = useToasts()
  return useMutation({
    mutationFn: (what: Lending) => {
      const payload = {
        userId: UserId.make(what.userId),
        ...(what.days === undefined ? {} : { loanPeriodDays: what.days })
      }
      return call((api) =>
        api.loans.borrow({ params: { id: BookId.make(what.bookId) }, headers: attempts.headers(what), payload })
      )
    },
    onSuccess: (loan, what) => {
      attempts.done(what)
      toasts.done(lending.lent(loan.bookTitle, what.readerName, date(loan.dueAt)))
    },
    onSettled: (_, __, { bookId }) => after(BookId.make(bookId))
  })
}
