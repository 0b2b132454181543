import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"

const LibraryPage = () => {
  const { library } = useMessages()
  return <PageTitle title={library.title} />
}

export const route = createLazyRoute("/inside/admin/library")({ component: LibraryPage })
