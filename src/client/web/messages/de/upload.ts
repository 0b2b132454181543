import type { Messages } from "../en/index.ts"

export const upload: Messages["upload"] = {
  title: "upload"
}
