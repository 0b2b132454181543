import type { Messages } from "../en/index.ts"

export const lists: Messages["lists"] = {
  title: "Listes de lecture"
}
