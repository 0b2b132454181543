import type { Messages } from "../en/index.ts"

export const status: Messages["status"] = {
  title: "status"
}
