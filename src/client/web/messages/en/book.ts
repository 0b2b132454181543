export const book = {
  title: "Book",
  states: { available: "On the shelf", notAvailable: "Not available" }
}
