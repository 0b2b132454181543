import type { Messages } from "../en/index.ts"

export const editBook: Messages["editBook"] = {
  title: "Buch bearbeiten"
}
