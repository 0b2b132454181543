import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"

const BookPage = () => {
  const { book } = useMessages()
  return <PageTitle title={book.title} />
}

export const route = createLazyRoute("/inside/books/$bookId")({ component: BookPage })
