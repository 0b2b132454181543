import type { Messages } from "../en/index.ts"

export const editBook: Messages["editBook"] = {
  title: "Modifier le livre"
}
