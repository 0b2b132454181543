import { plural } from "../Plural.ts"

const counted = plural("en")

export const shell = {
  skipToContent: "Skip to the content",
  openNavigation: "Open navigation",
  closeNavigation: "Close navigation",
  navigation: "Main navigation",
  groups: { read: "Read", desk: "Desk", admin: "Administration" },
  home: "Home",
  books: "Books",
  ask: "Ask the library",
  loans: "My loans",
  lists: "Reading lists",
  documents: "Documents",
  upload: "Add books",
  deskLoans: "Loans and overdue",
  moderation: "Reviews to check",
  jobs: "Jobs",
  queues: "Queues",
  users: "People",
  library: "Library and policy",
  status: "System",
  notifications: "Notifications",
  unread: (count: number) => `Notifications, ${count} unread`,
  profile: "Profile",
  logOut: "Log out",
  account: "Account",
  colors: { label: "Colours", light: "Light", dark: "Dark", auto: "As the system" },
  language: "Language",
  search: "Search books and pages",
  searchShort: "Search",
  searchFor: (text: string) => `Find books with “${text}”`,
  found: (count: number) => counted(count, { one: "# suggestion", other: "# suggestions" }),
  askAbout: (text: string) => `Ask the library: “${text}”`,
  suggestions: {
    title: (_count: number) => "Book",
    author: (count: number) => counted(count, { one: "Author of # book", other: "Author of # books" }),
    tag: (count: number) => counted(count, { one: "Tag of # book", other: "Tag of # books" })
  },
  offline: "You are offline. What you type stays; what you send goes out when you are back.",
  reconnecting: "The library does not answer. Trying again…",
  expired: {
    title: "Log in again to go on",
    lead: (email: string) => `Your session has ended, ${email}. Everything on the page stays as it is.`,
    leave: "Leave instead"
  },
  notFound: {
    title: "There is no such page",
    lead: "The address may be mistyped, or what it showed is gone.",
    back: "To the start"
  },
  broken: { title: "Something on this page broke", lead: "Nothing you saved is lost.", reload: "Reload the page" }
}
