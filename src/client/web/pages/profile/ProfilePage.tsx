import { Alert, Stack, Text } from "@mantine/core"
import { IconBan } from "@tabler/icons-react"
import { useQuery } from "@tanstack/react-query"
import { createLazyRoute } from "@tanstack/react-router"
import { useEffect } from "react"
import { useConnection, useUser } from "../../connection/ConnectionContext.tsx"
import { keys } from "../../connection/Keys.ts"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { DisplayForm } from "./DisplayForm.tsx"
import { EraseAccount } from "./EraseAccount.tsx"
import { ExportData } from "./ExportData.tsx"
import { NameForm } from "./NameForm.tsx"
import { PasswordForm } from "./PasswordForm.tsx"
import { Sessions } from "./Sessions.tsx"

/** Asks who one is, for what others changed since: role, name, whether one may borrow. */
const useFreshUser = () => {
  const { call, session, setUser } = useConnection()
  const { data } = useQuery({
    queryKey: [...keys.profile, "user"],
    queryFn: ({ signal }) => call((api) => api.profile.get(), { signal })
  })
  useEffect(() => {
    if (data !== undefined && session.get()._tag === "loggedIn") setUser(data)
  }, [data, session, setUser])
}

const ProfilePage = () => {
  const { profile } = useMessages()
  const user = useUser()
  useFreshUser()
  return (
    <Stack maw={720} gap="lg">
      <PageTitle
        title={profile.title}
        heading={user.fullName}
        lead={profile.lead(user.email, profile.roles[user.role])}
      />
      {user.blockedAt !== null && (
        <Alert color="red" title={profile.blocked.title} icon={<IconBan aria-hidden />}>
          {user.blockedReason !== null && <Text size="sm">{profile.blocked.lead(user.blockedReason)}</Text>}
          <Text size="sm">{profile.blocked.ask}</Text>
        </Alert>
      )}
      <NameForm />
      <PasswordForm />
      <DisplayForm />
      <Sessions />
      <ExportData />
      <EraseAccount />
    </Stack>
  )
}

export const route = createLazyRoute("/inside/profile")({ component: ProfilePage })
