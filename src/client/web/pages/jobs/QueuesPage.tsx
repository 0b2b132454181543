import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"

const QueuesPage = () => {
  const { jobs } = useMessages()
  return <PageTitle title={jobs.title} />
}

export const route = createLazyRoute("/inside/admin/queues")({ component: QueuesPage })
