import { plural } from "../Plural.ts"

const counted = plural("en")

export const home = {
  title: "Home",
  greeting: {
    morning: (name: string) => `Good morning, ${name}`,
    day: (name: string) => `Good afternoon, ${name}`,
    evening: (name: string) => `Good evening, ${name}`
  },
  lead: "Here is what waits for you in the library.",
  statistics: {
    label: "At a glance",
    books: (count: number) => counted(count, { one: "book in the library", other: "books in the library" }),
    loans: (count: number) => counted(count, { one: "book at your home", other: "books at your home" }),
    dueSoon: (count: number) => counted(count, { one: "due within three days", other: "due within three days" }),
    overdue: (count: number) =>
      counted(count, { one: "# overdue: bring it back", other: "# overdue: bring them back" }),
    unread: (count: number) => counted(count, { one: "unread notification", other: "unread notifications" }),
    returned: (count: number) => counted(count, { one: "book returned this year", other: "books returned this year" })
  },
  readOn: {
    title: "Continue reading",
    behind: (share: string) => `${share} read`,
    onPage: (page: string) => `Page ${page}`,
    notBegun: "Not begun",
    due: (when: string) => `Due ${when}`,
    overdue: (when: string) => `Overdue, due ${when}`,
    kept: (when: string) => `Kept for you until ${when}`,
    continue: "Read on",
    nothing: "Nothing on your reading table",
    find: "Find a book"
  },
  recommended: {
    title: "Recommended for you",
    popular: "Popular and new in the library, until we know what you like.",
    nothing: "No recommendations yet",
    nothingLead: "Borrow and review a book, and the library finds what goes with it.",
    borrow: "Borrow",
    hold: "Place a hold",
    borrowBook: (title: string) => `Borrow “${title}”`,
    holdBook: (title: string) => `Place a hold on “${title}”`,
    available: "Available",
    lent: "On loan",
    borrowed: (title: string, due: string) => `“${title}” is yours until ${due}.`,
    held: (title: string) => `You are in the queue for “${title}”.`,
    quicker: "Somebody was quicker. You can place a hold instead.",
    back: "It has just come back: you can borrow it now.",
    reasons: {
      borrowed: (label: string) => `Because you borrowed “${label}”`,
      rated: (label: string) => `Because you liked “${label}”`,
      readers: (label: string) => `Readers of “${label}” had it too`,
      tag: (label: string) => `You read about “${label}”`,
      author: (label: string) => `You read ${label}`,
      genre: (label: string) => `You read ${label}`,
      popular: "Popular in the library",
      new: "New in the library"
    }
  },
  recent: {
    title: "New in the library",
    all: "All books",
    nothing: "The shelves are empty",
    nothingLead: "Your librarian adds the first books.",
    add: "Add books"
  },
  desk: {
    title: "At the desk",
    overdue: (count: number) => counted(count, { one: "overdue loan", other: "overdue loans" }),
    reported: (count: number) => counted(count, { one: "reported review", other: "reported reviews" }),
    failed: (count: number) => counted(count, { one: "failed job", other: "failed jobs" })
  }
}
