import "./catalogue.css"
import { Box, Button, Drawer, Group, Stack, Text } from "@mantine/core"
import { useDisclosure } from "@mantine/hooks"
import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { ActiveFilters } from "./ActiveFilters.tsx"
import { BookResults, useFoundBooks } from "./BookResults.tsx"
import { BookSearchBox } from "./BookSearchBox.tsx"
import { Facets } from "./Facets.tsx"
import { ListTools } from "./ListTools.tsx"

/** The catalogue: search, filters, and the books found. */
const BooksPage = () => {
  const { books } = useMessages()
  const found = useFoundBooks()
  const [isFiltering, filtering] = useDisclosure()
  const first = found.data?.pages[0]
  return (
    <>
      <PageTitle title={books.title} />
      <Stack gap="md">
        <BookSearchBox />
        <Group justify="space-between" gap="sm">
          <Text role="status" size="sm">
            {first === undefined || found.isPlaceholderData ? "" : books.found(first.total)}
          </Text>
          <ListTools onFilters={filtering.open} />
        </Group>
        <ActiveFilters />
      </Stack>
      <div className="catalogue">
        <Box component="aside" visibleFrom="md" aria-label={books.filters}>
          <Facets facets={first?.facets} />
        </Box>
        <section aria-label={books.results}>
          <BookResults />
        </section>
      </div>
      <Drawer
        opened={isFiltering}
        onClose={filtering.close}
        title={books.filters}
        position="right"
        closeButtonProps={{ "aria-label": books.closeFilters }}
      >
        <Stack gap="lg">
          <Facets facets={first?.facets} />
          <Button onClick={filtering.close}>{first === undefined ? books.results : books.show(first.total)}</Button>
        </Stack>
      </Drawer>
    </>
  )
}

export const route = createLazyRoute("/inside/books")({ component: BooksPage })
