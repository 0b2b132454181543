export const editBook = {
  title: "EditBook"
}
