import { createLazyRoute } from "@tanstack/react-router"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"

const UsersPage = () => {
  const { users } = useMessages()
  return <PageTitle title={users.title} />
}

export const route = createLazyRoute("/inside/admin/users")({ component: UsersPage })
