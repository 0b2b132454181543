import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"

const EditBookPage = () => {
  const { editBook } = useMessages()
  return <PageTitle title={editBook.title} />
}

export const route = createLazyRoute("/inside/desk/books/$bookId")({ component: EditBookPage })
