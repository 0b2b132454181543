export const loans = {
  title: "Loans"
}
