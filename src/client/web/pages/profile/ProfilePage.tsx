import { Alert, Stack, Text } from "@mantine/core"
import { IconBan } from "@tabler/icons-react"
import { createLazyRoute } from "@tanstack/react-router"
import { useUser } from "../../connection/ConnectionContext.tsx"
import { useMessages } from "../../messages/Messages.tsx"
import { PageTitle } from "../../parts/PageTitle.tsx"
import { DisplayForm } from "./DisplayForm.tsx"
import { EraseAccount } from "./EraseAccount.tsx"
import { ExportData } from "./ExportData.tsx"
import { NameForm } from "./NameForm.tsx"
import { PasswordForm } from "./PasswordForm.tsx"
import { Sessions } from "./Sessions.tsx"

const ProfilePage = () => {
  const { profile } = useMessages()
  const user = useUser()
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
