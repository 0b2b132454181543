import { plural } from "../Plural.ts"

const count = plural("en")

export const book = {
  title: "Book",
  coverOf: (title: string) => `Cover of “${title}”`,
  stars: (value: string) => `${value} of 5 stars`,
  states: { available: "On the shelf", notAvailable: "Not available" },
  read: "Read here",
  ask: "Ask this book",
  download: (type: string, size: string) => `Download ${type}, ${size}`,
  facts: {
    genre: "Genre",
    year: "Published",
    language: "Language",
    isbn: "ISBN",
    added: "Added",
    tags: "Tags",
    tagsSuggested: "Tags, suggested from its text"
  },
  lending: {
    label: "Borrowing",
    mine: "You have this book at home",
    borrowing: "Just a moment, it is being noted.",
    due: (date: string, relative: string) => `Bring it back by ${date} (${relative}).`,
    overdue: "This book is overdue",
    wasDue: (date: string, relative: string) => `It was due on ${date} (${relative}). Please bring it back.`,
    renewalsLeft: (left: number) =>
      left < 1 ? "It cannot be renewed again." : count(left, { one: "# renewal left.", other: "# renewals left." }),
    keptForMe: "A copy is kept for you",
    keptUntil: (date: string) => `Borrow it by ${date}; after that it goes to the next reader.`,
    comeSoon: "Borrow it soon; after that it goes to the next reader.",
    holding: "You are waiting for this book",
    suspended: "Your hold is paused",
    queuePlace: (position: number) =>
      position === 1 ? "You are next in the queue." : `You are number ${position} in the queue.`,
    lentBefore: (times: number) =>
      times === 0
        ? "Nobody has borrowed it yet."
        : count(times, { one: "Lent once so far.", other: "Lent # times so far." }),
    onLoan: (date: string) => `On loan until ${date}`,
    keptForOther: "Kept for another reader",
    waiting: (readers: number) =>
      readers === 0
        ? "Nobody is waiting for it yet."
        : count(readers, { one: "# reader waits.", other: "# readers wait." }),
    borrow: "Borrow",
    renew: "Renew",
    giveBack: "Return",
    takeBack: "Take back at the desk",
    place: "Place a hold",
    cancel: "Cancel my hold",
    cancelKept: "I do not need it any more",
    borrowed: (date: string) => `Borrowed. Bring it back by ${date}.`,
    placed: (position: number) => `Hold placed: you are number ${position} in the queue.`,
    cancelled: "Your hold is cancelled.",
    renewed: (date: string) => `Renewed until ${date}.`,
    givenBack: "Returned. Thank you!",
    tooLate: "Somebody was quicker",
    tooLateAdvice:
      "Another reader got this book a moment before you. Place a hold, and it is kept for you when it is back."
  },
  summary: {
    title: "Summary",
    none: "There is no file to summarise.",
    pending: "The library is reading the book",
    again: "Waiting to try again",
    failed: "There is no summary",
    needsOcr: "The file holds pictures of pages, and no text that could be read.",
    madeBy: (model: string, date: string) => (model === "" ? `Written on ${date}` : `Written by ${model} on ${date}`)
  },
  opinion: {
    title: "What readers think",
    none: "Nobody has reviewed this book yet.",
    reviews: (total: number) => count(total, { one: "from # review", other: "from # reviews" }),
    notRead: "The reviews are being read.",
    consensus: "What the reviews agree on",
    consensusPending: "What the reviews agree on is being written."
  },
  mood: {
    words: { positive: "Positive", neutral: "Mixed", negative: "Negative" },
    gauge: (said: string, score: string) => `How the reviews sound: ${said}, ${score} between -1 and 1`,
    score: (score: string) => `${score} between -1 and 1`,
    shares: "How many reviews sound how"
  },
  reviews: {
    title: "Reviews",
    none: "No reviews yet. Whoever has borrowed the book can write the first.",
    write: "Write a review",
    edit: "Edit your review",
    rating: "Your rating",
    ratingMissing: "Choose one to five stars",
    text: "What is the book like?",
    textShort: (least: number) => `Write at least ${least} characters`,
    characters: (now: string, most: string) => `${now} of at most ${most} characters`,
    send: "Publish",
    written: "Your review is saved.",
    removed: "The review is deleted.",
    reported: "Thank you. Your librarians will look at it.",
    hidden: "The review is hidden.",
    shown: "The review is shown again.",
    sort: "Sort reviews",
    sorts: { newest: "Newest", oldest: "Oldest", best: "Best rated", worst: "Worst rated" },
    you: "You",
    somebody: "A reader",
    edited: "edited",
    sounds: (feeling: string) => `sounds ${feeling.toLowerCase()}`,
    isHidden: "Hidden by the library: only its author and staff see it",
    remove: "Delete",
    report: "Report",
    hide: "Hide",
    unhide: "Show again",
    reason: "Reason",
    ask: {
      remove: { title: "Delete this review?", action: "Delete", lead: "It cannot be brought back." },
      report: {
        title: "Report this review",
        action: "Report",
        lead: "Say what is wrong with it. Your librarians will look at it."
      },
      hide: { title: "Hide this review", action: "Hide", lead: "Its author is told why. It counts no more." }
    }
  },
  similar: {
    title: "Similar books",
    none: "There are no similar books in the library yet.",
    why: {
      series: (label: string) => `Same series: ${label}`,
      author: (label: string) => `Also by ${label}`,
      tag: (label: string) => `Also about “${label}”`,
      genre: (label: string) => `Same genre: ${label}`,
      text: (_label: string) => "About similar things"
    }
  },
  toList: {
    open: "Add to a list",
    title: "Add to a reading list",
    none: "You have no reading list yet.",
    newList: "New list",
    begin: "Create and add",
    books: (total: number) => count(total, { one: "# book", other: "# books" }),
    done: (name: string) => `Added to “${name}”.`
  },
  staff: {
    label: "For librarians",
    edit: "Edit",
    summarize: "Summarise again",
    isAsked: "A new summary is being written.",
    isCurrent: "The summary is up to date.",
    remove: "Remove",
    removed: (title: string) => `“${title}” is removed.`,
    removeTitle: (title: string) => `Remove “${title}”?`,
    removeLead: "The book, its file and its reviews are deleted for good. Past loans stay in the history."
  }
}
