import { getRouteApi, useRouter } from "@tanstack/react-router"
import { Schema, Struct } from "effect"
import { BookSort } from "#contract/catalogue/Book.ts"
import { Order } from "#contract/Page.ts"

const books = getRouteApi("/inside/books")

type BookSearch = ReturnType<typeof books.useSearch>

/** A value for each filter that is to change; undefined takes it away. */
export type FilterChanges = { readonly [Key in keyof BookSearch]?: BookSearch[Key] | undefined }

const isSort = Schema.is(BookSort)
const isOrder = Schema.is(Order)

/** Only what says something goes into the address. */
const said = (search: FilterChanges): BookSearch =>
  Object.fromEntries(
    Object.entries(search).filter(
      ([, value]) => value !== undefined && value !== "" && !(Array.isArray(value) && value.length === 0)
    )
  )

/** What the list is narrowed down to, as the call takes it. */
const queryOf = (search: BookSearch) => {
  const { order, sort } = search
  return {
    ...Struct.omit(search, ["order", "sort", "view"]),
    ...(isSort(sort) ? { sort } : {}),
    ...(isOrder(order) ? { order } : {})
  }
}
export type BookQuery = ReturnType<typeof queryOf>

/** The search and the filters of the catalogue. They live in the address: it can be kept, sent and gone back to. */
export const useBookFilters = () => {
  const search = books.useSearch()
  const navigate = books.useNavigate()
  const router = useRouter()
  return {
    search,
    query: queryOf(search),
    /** Whether anything is left out of the list. */
    isNarrowed: Object.keys(queryOf(search)).some((key) => key !== "sort" && key !== "order"),
    /** What is typed letter by letter replaces the address, what is chosen can be gone back from. */
    change: (changes: FilterChanges, { isTyped = false } = {}) => {
      // Whoever has gone to a book meanwhile is not called back by what they typed before.
      if (router.latestLocation.pathname !== "/books") return
      void navigate({
        search: (before) => said({ ...before, ...changes }),
        replace: isTyped,
        resetScroll: false
      })
    },
    clear: () => void navigate({ search: ({ view }) => said({ view }), resetScroll: false })
  }
}
