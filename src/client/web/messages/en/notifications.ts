import { plural } from "../Plural.ts"

const counted = plural("en")

const why: Readonly<Record<string, string>> = {
  PDF_ENCRYPTED: "The PDF is protected by a password.",
  PDF_INVALID: "The PDF is damaged.",
  FILE_TOO_LARGE: "The file is too large to be read.",
  PDF_TOO_COMPLEX: "The file takes too long to be read.",
  NEEDS_OCR: "The file holds pictures of pages, and no text.",
  FILE_EMPTY: "The file holds no text.",
  LLM_DOWN: "The language model does not answer.",
  LLM_BUSY: "The language model is busy.",
  LLM_REFUSED: "The language model refused to answer.",
  LLM_TOO_LONG: "The text is too long for the language model.",
  MODEL_OUTPUT_INVALID: "The language model gave no usable answer.",
  BUDGET_EXCEEDED: "The library’s budget for language models is used up."
}

const roles = { member: "a member", librarian: "a librarian", admin: "an administrator" }

export const notifications = {
  title: "Notifications",
  lead: (unread: number) =>
    unread === 0 ? "All read." : counted(unread, { one: "# is unread.", other: "# are unread." }),
  tabs: { label: "Which notifications", all: "All", unread: "Unread", preferences: "What I am told" },
  readAll: "Mark all as read",
  allRead: (count: number) => counted(count, { one: "# marked as read", other: "# marked as read" }),
  read: (about: string) => `Mark as read: ${about}`,
  remove: (about: string) => `Remove: ${about}`,
  isNew: "New",
  nothing: "No notifications",
  nothingLead: "When a hold is ready or a loan is due, it says so here.",
  nothingUnread: "Nothing unread",
  whole: "That was all.",
  reason: (code: string) => why[code] ?? `Reason: ${code}.`,
  tell: {
    "loan.due-soon": (title: string, due: string) => ({
      title: `“${title}” is due soon`,
      text: `Bring it back or renew it by ${due}.`
    }),
    "loan.overdue": (title: string, due: string) => ({
      title: `“${title}” is overdue`,
      text: `It was due on ${due}. Others may be waiting for it.`
    }),
    "hold.ready": (title: string, until: string) => ({
      title: `“${title}” is ready for you`,
      text: `It is kept at the desk until ${until}.`
    }),
    "hold.expired": (title: string) => ({
      title: `Your hold on “${title}” has ended`,
      text: "Nobody came for it in time. You can place a new hold."
    }),
    "book.summarized": (title: string) => ({
      title: `“${title}” has a summary`,
      text: "The library has read the book that you added."
    }),
    "book.summary-failed": (title: string, reason: string) => ({
      title: `“${title}” could not be summarised`,
      text: reason
    }),
    "document.ready": (title: string) => ({
      title: `“${title}” is ready`,
      text: "You can read it and ask about it."
    }),
    "document.failed": (title: string, reason: string) => ({ title: `“${title}” could not be read`, text: reason }),
    "job.failed": (type: string, reason: string) => ({ title: `A job failed: ${type}`, text: reason }),
    "review.hidden": (title: string, reason: string) => ({
      title: `Your review of “${title}” was hidden`,
      text: reason
    }),
    "review.reported": (title: string) => ({
      title: `A review of “${title}” was reported`,
      text: "Somebody objects to it. Please have a look."
    }),
    "account.role-changed": (from: keyof typeof roles, to: keyof typeof roles) => ({
      title: `You are ${roles[to]} now`,
      text: `You were ${roles[from]} before.`
    })
  },
  preferences: {
    title: "What I am told",
    lead: "This holds for what happens from now on.",
    types: {
      "loan.due-soon": "A loan is due soon",
      "loan.overdue": "A loan is overdue",
      "hold.ready": "A book is kept for me",
      "hold.expired": "A hold has ended",
      "book.summarized": "A book that I added has a summary",
      "book.summary-failed": "A book that I added could not be summarised",
      "document.ready": "A document of mine is ready",
      "document.failed": "A document of mine could not be read",
      "job.failed": "A job that I asked for failed",
      "review.hidden": "A review of mine was hidden",
      "review.reported": "A review was reported",
      "account.role-changed": "My role was changed"
    }
  }
}
