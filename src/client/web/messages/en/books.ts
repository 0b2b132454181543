import { plural } from "../Plural.ts"

const count = plural("en")

export const books = {
  title: "Books",
  search: "Search the books",
  searchHint: "Title, author, tag, or words from the book",
  clearSearch: "Clear the search",
  suggestions: "Suggestions",
  kinds: { title: "Book", author: "Author", tag: "Tag" },
  results: "Books found",
  found: (total: number) => count(total, { one: "# book", other: "# books" }),
  show: (total: number) => count(total, { one: "Show # book", other: "Show # books" }),
  allShown: (total: number) => count(total, { one: "That is the only book.", other: "Those are all # books." }),
  filters: "Filters",
  closeFilters: "Close the filters",
  activeFilters: "Active filters",
  withoutFilter: (filter: string) => `Remove the filter ${filter}`,
  clearFilters: "Clear all",
  onlyAvailable: "Only what is on the shelf",
  facets: { genre: "Genre", tag: "Tags", author: "Author", language: "Language", year: "Year of publication" },
  moreValues: (more: number) => `Show ${more} more`,
  fewerValues: "Show fewer",
  sort: "Sort by",
  sorts: {
    relevance: "Best match",
    newest: "Newest in the library",
    title: "Title",
    author: "Author",
    latest: "Latest published",
    oldest: "First published"
  },
  view: "View",
  views: { grid: "Covers", table: "Table" },
  tableCaption: "The books found; each title leads to its book.",
  columns: {
    title: "Title",
    author: "Author",
    genre: "Genre",
    year: "Year",
    language: "Language",
    added: "Added"
  },
  none: "There are no books yet",
  noneAdvice: "As soon as your library adds some, they appear here.",
  noneFound: "No book fits",
  noneFoundAdvice: "Try other words, or take some filters away."
}
