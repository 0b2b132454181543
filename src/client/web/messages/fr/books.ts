import type { Messages } from "../en/index.ts"

export const books: Messages["books"] = {
  title: "books"
}
