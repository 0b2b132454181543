import type { Messages } from "../en/index.ts"

export const users: Messages["users"] = {
  title: "users"
}
