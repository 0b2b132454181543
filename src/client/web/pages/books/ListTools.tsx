import { Button, Group, SegmentedControl, Select, VisuallyHidden } from "@mantine/core"
import { IconAdjustmentsHorizontal, IconLayoutGrid, IconTable } from "@tabler/icons-react"
import { useMessages } from "../../messages/Messages.tsx"
import { useBookFilters } from "./BookFilters.ts"

const sorts = {
  relevance: { sort: "relevance", order: undefined },
  newest: { sort: "createdAt", order: "desc" },
  title: { sort: "title", order: "asc" },
  author: { sort: "author", order: "asc" },
  latest: { sort: "publishedYear", order: "desc" },
  oldest: { sort: "publishedYear", order: "asc" }
} as const
type Sorting = keyof typeof sorts
const isSorting = (name: string): name is Sorting => name in sorts

/** In which order and form the books are shown, and, where there is no room for them, the way to the filters. */
export const ListTools = ({ onFilters }: { readonly onFilters: () => void }) => {
  const { books } = useMessages()
  const { change, search } = useBookFilters()
  const isSearched = (search.q ?? "") !== ""
  const usual: Sorting = isSearched ? "relevance" : "newest"
  const current =
    Object.keys(sorts)
      .filter(isSorting)
      .find((name) => sorts[name].sort === search.sort && sorts[name].order === search.order) ?? usual
  return (
    <Group gap="sm">
      <Button
        variant="default"
        hiddenFrom="md"
        leftSection={<IconAdjustmentsHorizontal size={16} aria-hidden />}
        onClick={onFilters}
      >
        {books.filters}
      </Button>
      <Select
        aria-label={books.sort}
        data={Object.keys(sorts)
          .filter(isSorting)
          .filter((name) => isSearched || name !== "relevance")
          .map((value) => ({ value, label: books.sorts[value] }))}
        value={current}
        allowDeselect={false}
        w={190}
        onChange={(name) => {
          if (name !== null && isSorting(name)) {
            change(name === usual ? { sort: undefined, order: undefined } : sorts[name])
          }
        }}
      />
      <SegmentedControl
        aria-label={books.view}
        value={search.view === "table" ? "table" : "grid"}
        onChange={(view) => change({ view: view === "table" ? view : undefined }, { isTyped: true })}
        data={[
          { value: "grid", label: <ViewName icon={IconLayoutGrid} name={books.views.grid} /> },
          { value: "table", label: <ViewName icon={IconTable} name={books.views.table} /> }
        ]}
      />
    </Group>
  )
}

const ViewName = ({ icon: Icon, name }: { readonly icon: typeof IconTable; readonly name: string }) => (
  <>
    <Icon size={18} aria-hidden className="view-icon" />
    <VisuallyHidden>{name}</VisuallyHidden>
  </>
)
