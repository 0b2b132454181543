import { Alert } from "@mantine/core"
import { useNetwork } from "@mantine/hooks"
import { IconPlugConnectedX } from "@tabler/icons-react"
import { useLive } from "../live/LiveContext.tsx"
import { useMessages } from "../messages/Messages.tsx"

/** Says that the device is offline, or that the library does not answer; it goes when that is over. */
export const ConnectionBanner = () => {
  const { shell } = useMessages()
  const { online } = useNetwork()
  const { state } = useLive()
  const text = online ? (state === "waiting" ? shell.reconnecting : undefined) : shell.offline
  return (
    <div role="status">
      {text !== undefined && (
        <Alert role="none" color="yellow" variant="light" mb="md" icon={<IconPlugConnectedX aria-hidden />}>
          {text}
        </Alert>
      )}
    </div>
  )
}
