import { useQuery } from "@tanstack/react-query"
import { useConnection } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { openLoansQuery } from "../loans/LoanQueries.ts"

const shown = 6

/** The newest books, and how many there are. */
export const useRecentBooks = () => {
  const { call } = useConnection()
  return useQuery({
    queryKey: [...keys.books, "recent"],
    queryFn: ({ signal }) =>
      call((api) => api.books.list({ query: { limit: shown, sort: "createdAt", order: "desc", facets: false } }), {
        signal
      })
  })
}

/** What the person has at home, the first due first. */
export const useOpenLoans = () => useQuery(openLoansQuery(useConnection()))

/** What all the person's loans come to. */
export const useLoanStatistics = () => {
  const { call } = useConnection()
  return useQuery({
    queryKey: [...keys.loans, "statistics"],
    queryFn: async ({ signal }) =>
      (await call((api) => api.loans.history({ query: { limit: 1 } }), { signal })).statistics
  })
}

/** The copies that are kept for the person. */
export const useReadyHolds = () => {
  const { call } = useConnection()
  return useQuery({
    queryKey: [...keys.holds, "ready"],
    queryFn: ({ signal }) => call((api) => api.holds.list({ query: { limit: shown, status: "ready" } }), { signal })
  })
}

/** The books that the person reads, the last one read first. */
export const useBooksBeingRead = () => {
  const { call } = useConnection()
  return useQuery({
    queryKey: keys.readingPositions,
    queryFn: ({ signal }) => call((api) => api.readingPositions.list({ query: { limit: shown } }), { signal })
  })
}

export const useRecommendations = () => {
  const { call } = useConnection()
  return useQuery({
    queryKey: [...keys.recommendations, shown],
    queryFn: ({ signal }) => call((api) => api.recommendations.mine({ query: { limit: shown } }), { signal })
  })
}

/** How much waits for the staff: each number is asked for by itself, and may fail by itself. */
export const useDeskCounts = () => {
  const { call } = useConnection()
  const overdue = useQuery({
    queryKey: [...keys.loans, "overdue", "count"],
    queryFn: async ({ signal }) => (await call((api) => api.loans.overdue({ query: { limit: 1 } }), { signal })).total
  })
  const reported = useQuery({
    queryKey: [...keys.reported, "count"],
    queryFn: async ({ signal }) =>
      (await call((api) => api.reviews.reported({ query: { limit: 1 } }), { signal })).total
  })
  const failed = useQuery({
    queryKey: [...keys.jobs, "failed", "count"],
    queryFn: async ({ signal }) =>
      (await call((api) => api.jobs.list({ query: { limit: 1, status: "failed" } }), { signal })).total
  })
  return { overdue, reported, failed }
}
