import { plural } from "../Plural.ts"

const count = plural("en")

export const upload = {
  title: "Add books",
  lead: "PDF and plain text. The library reads each file and writes a summary.",
  drop: "Drop files here, or choose them",
  dropLead: "As many as you like at once",
  choose: "Choose files",
  refused: "Only PDF and plain text are read. These were left out:",
  files: "Files to add",
  bookTitle: "Title",
  titleMissing: "The book needs a title",
  author: "Author",
  authorMissing: "The book needs an author",
  unknownAuthor: "Unknown",
  add: (files: number) => count(files, { one: "Add # book", other: "Add # books" }),
  addedOf: (added: number, total: number) =>
    `${added} of ${count(total, { one: "# file added", other: "# files added" })}`,
  remove: (name: string) => `Do not add ${name}`,
  putAway: (name: string) => `Take ${name} off this list`,
  waiting: "Waits for its turn",
  sending: "Sending",
  sent: (share: string) => `Sent ${share}, the library takes it in`,
  queued: "Added. Waits to be read",
  extracting: "Reading the file",
  summarising: "Writing the summary",
  done: "Added, and the summary is there.",
  noSummary: "Added, but there is no summary.",
  toBook: (title: string) => `See “${title}”`,
  leaveTitle: "Files are still being sent",
  leaveLead: "If you leave now, the files that have not arrived are not added.",
  leave: "Leave anyway"
}
