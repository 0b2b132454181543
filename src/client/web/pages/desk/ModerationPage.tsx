import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"

const ModerationPage = () => {
  const { desk } = useMessages()
  return <PageTitle title={desk.title} />
}

export const route = createLazyRoute("/inside/desk/reviews")({ component: ModerationPage })
