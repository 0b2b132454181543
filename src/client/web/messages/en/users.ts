import { plural } from "../Plural.ts"

const counted = plural("en")

export const users = {
  title: "People",
  lead: (total: number) => counted(total, { one: "# person has an account.", other: "# people have accounts." }),
  found: (total: number) => counted(total, { one: "# person is found.", other: "# people are found." }),
  list: "People of the library",
  search: "Name or e-mail address",
  filter: "Role",
  all: "All roles",
  roles: { member: "Member", librarian: "Librarian", admin: "Administrator" },
  rolesLead: {
    member: "Reads, borrows, reviews and asks.",
    librarian: "Also keeps the catalogue, the desk and the reviews.",
    admin: "Also keeps the people, the rules and the models."
  },
  you: "You",
  deactivated: "Deactivated",
  blocked: "Blocked",
  blockedBecause: (reason: string) => `Blocked: ${reason}`,
  since: (when: string) => `Since ${when}`,
  manage: "Manage",
  manageOf: (name: string) => `Manage ${name}`,
  nothing: "Nobody is found",
  nothingLead: "Search for something else, or choose another role.",
  form: {
    title: (name: string) => `Manage ${name}`,
    role: "Role",
    active: "The account may be used",
    activeLead: "A deactivated account can do nothing, at once. All its data stays.",
    lends: "The library lends to this person",
    lendsLead: "Who is blocked can bring books back, but not borrow, renew or wait for any.",
    reason: "Reason, shown to the person",
    reasonLong: "At most 500 characters",
    saved: (name: string) => `${name} was changed.`
  },
  erase: {
    open: "Erase the account…",
    lead: (name: string) =>
      `Erase ${name} for good? Past loans stay without the name, holds are cancelled, everything else is gone. Books still at home must be returned first.`,
    confirm: "Erase for good",
    erased: (name: string) => `${name} was erased.`
  }
}
