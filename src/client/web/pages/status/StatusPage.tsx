import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"

const StatusPage = () => {
  const { status } = useMessages()
  return <PageTitle title={status.title} />
}

export const route = createLazyRoute("/inside/desk/status")({ component: StatusPage })
