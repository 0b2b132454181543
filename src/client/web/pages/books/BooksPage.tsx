import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"

const BooksPage = () => {
  const { books } = useMessages()
  return <PageTitle title={books.title} />
}

export const route = createLazyRoute("/inside/books")({ component: BooksPage })
