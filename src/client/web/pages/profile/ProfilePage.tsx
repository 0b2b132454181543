import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"

const ProfilePage = () => {
  const { profile } = useMessages()
  return <PageTitle title={profile.title} />
}

export const route = createLazyRoute("/inside/profile")({ component: ProfilePage })
