import type { NotificationData } from "@mantine/notifications"
import { useMessages } from "../messages/Messages.tsx"
import { failureOf } from "../connection/Failure.ts"

const show = async (data: NotificationData) => {
  const { notifications } = await import("@mantine/notifications")
  notifications.show(data)
}

/** Short news at the edge of the page, read out by screen readers. */
export const useToasts = () => {
  const { actions, failures } = useMessages()
  const closeButtonProps = { "aria-label": actions.close }
  return {
    told: (title: string, message: string) =>
      void show({ title, message, color: "harbour.8", autoClose: 10_000, closeButtonProps }),
    done: (message: string) => void show({ message, color: "green", closeButtonProps }),
    failed: (error: unknown) => {
      const { code, detail, requestId, title } = failureOf(error)
      const known = failures.byCode(code)
      void show({
        closeButtonProps,
        color: "red",
        title: known?.title ?? title,
        message: [
          known?.advice ?? detail ?? failures.tryLater,
          requestId === undefined ? "" : failures.requestId(requestId)
        ]
          .filter((text) => text !== "")
          .join(" "),
        autoClose: 10_000
      })
    }
  }
}
