import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"

const HistoryPage = () => {
  const { loans } = useMessages()
  return <PageTitle title={loans.title} />
}

export const route = createLazyRoute("/inside/loans/history")({ component: HistoryPage })
