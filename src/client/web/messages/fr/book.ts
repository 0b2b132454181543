import type { Messages } from "../en/index.ts"

export const book: Messages["book"] = {
  title: "Livre",
  states: { available: "En rayon", notAvailable: "Indisponible" }
}
