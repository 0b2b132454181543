import { Button, Center } from "@mantine/core"
import { useMessages } from "../messages/Messages.tsx"
import { FailureAlert } from "./FailureAlert.tsx"

/** What is needed of a list that comes in pages. */
interface Pages {
  readonly hasNextPage: boolean
  readonly isFetchingNextPage: boolean
  readonly isFetchNextPageError: boolean
  readonly error: Error | null
  readonly fetchNextPage: () => Promise<unknown>
}

/** Asks for the next page of a list while there is one, and says why where it cannot be had. */
export const ShowMore = ({ pages }: { readonly pages: Pages }) => {
  const { actions } = useMessages()
  if (pages.isFetchNextPageError) {
    return <FailureAlert error={pages.error} onRetry={() => void pages.fetchNextPage()} />
  }
  if (!pages.hasNextPage) return null
  return (
    <Center>
      <Button variant="default" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
        {actions.more}
      </Button>
    </Center>
  )
}
