export const read = {
  title: "Read"
}
