import type { Messages } from "../en/index.ts"

export const book: Messages["book"] = {
  title: "Buch",
  states: { available: "Im Regal", notAvailable: "Nicht verfügbar" }
}
