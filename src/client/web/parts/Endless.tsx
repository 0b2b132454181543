import { Button, Center, Loader, Stack, Text } from "@mantine/core"
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query"
import type { ReactNode } from "react"
import type { ListPage } from "../connection/Pages.ts"
import { useMessages } from "../messages/Messages.tsx"
import { FailureAlert } from "./FailureAlert.tsx"

interface EndlessProps<Page extends ListPage<unknown>> {
  readonly query: UseInfiniteQueryResult<InfiniteData<Page>, Error>
  /** Says that there is nothing, and what to do about it. */
  readonly empty: ReactNode
  /** Shown until there is an answer. */
  readonly waiting?: ReactNode
  readonly children: (items: Page["items"], total: number) => ReactNode
}

/** A list as far as it was asked for, and the way to more of it. */
export const Endless = <Page extends ListPage<unknown>>({ children, empty, query, waiting }: EndlessProps<Page>) => {
  const { actions, states } = useMessages()
  const again = () => void query.refetch()
  if (query.data === undefined) {
    if (query.error !== null) return <FailureAlert error={query.error} onRetry={again} />
    return (
      waiting ?? (
        <Center py="xl" role="status" aria-label={states.loading}>
          <Loader />
        </Center>
      )
    )
  }
  const items: Page["items"] = query.data.pages.flatMap((page) => page.items)
  const total = query.data.pages[0]?.total ?? items.length
  return (
    <Stack>
      {items.length === 0 ? empty : children(items, total)}
      {query.error !== null && (
        <FailureAlert
          error={query.error}
          onRetry={query.isFetchNextPageError ? () => void query.fetchNextPage() : again}
        />
      )}
      {query.hasNextPage && (
        <Center>
          <Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {actions.more}
          </Button>
        </Center>
      )}
      {items.length > 0 && total > items.length && (
        <Text size="sm" c="dimmed" ta="center" role="status">
          {states.shownOf(items.length, total)}
        </Text>
      )}
    </Stack>
  )
}
