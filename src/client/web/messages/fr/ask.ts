import type { Messages } from "../en/index.ts"

export const ask: Messages["ask"] = {
  title: "ask"
}
