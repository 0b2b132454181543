import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"

const AskPage = () => {
  const { ask } = useMessages()
  return <PageTitle title={ask.title} />
}

export const route = createLazyRoute("/inside/ask")({ component: AskPage })
