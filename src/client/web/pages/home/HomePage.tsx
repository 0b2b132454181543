import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"

const HomePage = () => {
  const { home } = useMessages()
  return <PageTitle title={home.title} />
}

export const route = createLazyRoute("/inside/")({ component: HomePage })
