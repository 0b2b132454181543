import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"

const JobsPage = () => {
  const { jobs } = useMessages()
  return <PageTitle title={jobs.title} />
}

export const route = createLazyRoute("/inside/desk/jobs")({ component: JobsPage })
