export const editBook = {
  title: "Edit book"
}
