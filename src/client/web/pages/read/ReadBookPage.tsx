import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"

const ReadBookPage = () => {
  const { read } = useMessages()
  return <PageTitle title={read.title} />
}

export const route = createLazyRoute("/inside/books/$bookId/read")({ component: ReadBookPage })
