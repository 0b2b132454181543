import { plural } from "../Plural.ts"

const counted = plural("en")

const purposes: Readonly<Record<string, string>> = {
  answer: "Answers to questions",
  summarize: "Summaries of books",
  consensus: "What readers think",
  sentiment: "The mood of reviews",
  tags: "Suggested tags",
  embed: "Search by meaning",
  other: "Other"
}

const plans = { free: "Free plan", enterprise: "Enterprise plan" }

export const library = {
  title: "Library and policy",
  lead: (plan: keyof typeof plans, since: string) => `${plans[plan]} · since ${since}`,
  name: {
    title: "Name of the library",
    label: "Name",
    missing: "The library needs a name",
    tooLong: "At most 120 characters",
    saved: "The library has its new name."
  },
  policy: {
    title: "Rules of lending",
    lead: "A changed rule holds for new loans only.",
    fields: {
      maxActiveLoans: { label: "Books at a time", about: "So many books may one reader have at home." },
      loanPeriodDays: { label: "Loan period, days", about: "After so many days a book is due." },
      maxRenewals: { label: "Renewals", about: "So often may one loan be prolonged. 0: never." },
      holdShelfDays: { label: "Days on the shelf", about: "So long is a copy kept for whoever held it." },
      maxOpenHolds: { label: "Holds at a time", about: "So many books may one reader wait for." },
      overdueRenewalDays: {
        label: "Renewals after the due date, days",
        about: "So long after it was due may a loan still be renewed. 0: not at all."
      },
      dueSoonDays: {
        label: "Reminder before the due date, days",
        about: "So early is a reader reminded. 0: never."
      }
    },
    timeZone: "Time zone",
    timeZoneAbout: "Loans are due at the end of a day there.",
    noTimeZone: "Nothing is found",
    wholeNumber: (least: string, most: string) => `A whole number from ${least} to ${most}`,
    saved: "The rules were saved.",
    undo: "Undo changes"
  },
  budget: {
    title: "Language models",
    lead: "What summaries, answers and judgements took since the month began (UTC).",
    used: (used: string, budget: string) => `${used} of ${budget} tokens used`,
    unlimited: (used: string) => `${used} tokens used, without a limit`,
    left: (left: string) => `${left} left`,
    cost: (cost: string) => `Cost: ${cost}`,
    over: "The budget is used up: until next month books are read and found, but nothing is written.",
    table: "Use by purpose and model",
    purpose: "Purpose",
    model: "Model",
    calls: "Calls",
    tokensIn: "Tokens in",
    tokensOut: "Tokens out",
    costColumn: "Cost",
    nothing: "Nothing used this month",
    isLimited: "Limit the tokens of a month",
    limit: "Tokens in a month, in and out",
    saved: "The budget was saved.",
    purposes: (purpose: string) => purposes[purpose] ?? purpose
  },
  models: {
    title: "Recommendations",
    lead: "Every night the library learns from what was borrowed. Until a new model is whole, the one before answers.",
    train: "Train now",
    queued: "Waits for a worker…",
    running: (share: string) => `Learning… ${share}`,
    done: "A new model is there.",
    skipped: "Too little was borrowed so far to learn from.",
    failed: "Training failed. The model before goes on.",
    cancelled: "Training was cancelled.",
    nothing: "No model yet",
    nothingLead: "Recommendations come from titles, tags and authors until enough was borrowed.",
    version: (version: number) => `Model ${version}`,
    active: "In use",
    learned: (readers: number, books: number) =>
      `From ${counted(readers, { one: "# reader", other: "# readers" })} and ${counted(books, { one: "# book", other: "# books" })}`,
    quality: (ndcg: string, popular: string) => `Hit quality ${ndcg}, against ${popular} of what is merely popular`
  },
  api: {
    title: "For programs",
    lead: "Everything on this page can be done by programs too.",
    docs: "The API and its documentation"
  }
}
