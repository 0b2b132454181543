import type { Messages } from "../en/index.ts"

export const notifications: Messages["notifications"] = {
  title: "notifications"
}
