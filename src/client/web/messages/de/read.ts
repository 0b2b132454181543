import type { Messages } from "../en/index.ts"

export const read: Messages["read"] = {
  title: "read"
}
