import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"

const ReadingListsPage = () => {
  const { lists } = useMessages()
  return <PageTitle title={lists.title} />
}

export const route = createLazyRoute("/inside/lists")({ component: ReadingListsPage })
