export const read = {
  title: "Read",
  back: "About this book",
  pages: "Pages",
  pagesBelow: "Pages, below the text",
  previous: "Previous page",
  next: "Next page",
  goTo: "Go to page",
  of: (pageCount: number) => `of ${pageCount}`,
  pageOf: (page: number, pageCount: number) => `Page ${page} of ${pageCount}`,
  progress: (share: string) => `${share} of the book is behind you`,
  letters: "Size of the letters",
  smaller: "Smaller letters",
  larger: "Larger letters",
  quoted: "Quoted",
  hint: "Turn pages with the arrow keys. Your place is kept.",
  notYet: "This book has not been read in yet",
  notYetLead: "Its text appears here as soon as the library has read its file."
}
