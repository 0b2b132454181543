import "@mantine/notifications/styles.css"
import { Notifications } from "@mantine/notifications"

/** Where short news appear. */
export const Toaster = () => <Notifications position="bottom-right" />
