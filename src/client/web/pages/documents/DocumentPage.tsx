import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"

const DocumentPage = () => {
  const { documents } = useMessages()
  return <PageTitle title={documents.title} />
}

export const route = createLazyRoute("/inside/documents/$documentId")({ component: DocumentPage })
