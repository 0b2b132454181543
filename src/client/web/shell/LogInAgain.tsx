import { Button, Modal, Stack, Text } from "@mantine/core"
import { useState } from "react"
import { useConnection, useSession } from "../connection/ConnectionContext.tsx"
import { useMessages } from "../messages/Messages.tsx"
import { LogInForm } from "./LogInForm.tsx"

/** Over the page whose session has ended: whoever logs in again goes on where they were. */
export const LogInAgain = () => {
  const { shell } = useMessages()
  const connection = useConnection()
  const session = useSession()
  const [isLeaving, setLeaving] = useState(false)
  if (session._tag !== "expired") return null
  return (
    <Modal
      opened
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      title={shell.expired.title}
      onClose={() => {}}
      attributes={{ header: { role: "presentation" }, content: { "data-mantine-stop-propagation": "true" } }}
    >
      <Stack>
        <Text size="sm">{shell.expired.lead(session.user.email)}</Text>
        <LogInForm email={session.user.email} organization={session.user.organizationId} />
        <Button
          variant="subtle"
          data-mantine-stop-propagation="true"
          loading={isLeaving}
          onClick={() => {
            setLeaving(true)
            connection.forget()
            location.assign("/login")
          }}
        >
          {shell.expired.leave}
        </Button>
      </Stack>
    </Modal>
  )
}
