import type { Messages } from "../en/index.ts"

export const library: Messages["library"] = {
  title: "library"
}
