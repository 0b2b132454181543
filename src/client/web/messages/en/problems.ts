/** What to say of a problem by its code, and what the reader can do about it. */
export const problems: Readonly<Record<string, { readonly title: string; readonly advice: string }>> = {
  BOOK_NOT_AVAILABLE: {
    title: "The book is on loan",
    advice: "Somebody was quicker. You can join the queue for it on its page."
  },
  BOOK_HELD: { title: "The book is held for somebody", advice: "You can join the queue for it on its page." },
  ALREADY_BORROWED: {
    title: "This reader has the book already",
    advice: "It stands among the loans, where it can be renewed."
  },
  ALREADY_HELD: {
    title: "You wait for this book already",
    advice: "It stands among your loans, under what you wait for."
  },
  BOOK_AVAILABLE: { title: "The book is on the shelf", advice: "There is no need to wait: it can be borrowed now." },
  LOAN_LIMIT_REACHED: {
    title: "That is as many books as the library lends to one person",
    advice: "Return a book first."
  },
  HOLD_LIMIT_REACHED: {
    title: "That is as many books as one may wait for",
    advice: "Stop waiting for another book first."
  },
  HOLD_CLOSED: { title: "This is over already", advice: "You no longer wait for the book." },
  HOLD_NOT_FOUND: { title: "You no longer wait for this book", advice: "The list will show it in a moment." },
  READER_BLOCKED: { title: "The library does not lend to this person at present", advice: "Talk to a librarian." },
  LOAN_PERIOD_TOO_LONG: { title: "The library does not lend for so long", advice: "Choose fewer days." },
  NO_ACTIVE_LOAN: { title: "The book is not on loan", advice: "It may have been returned meanwhile." },
  LOAN_NOT_FOUND: { title: "There is no such loan", advice: "It may have been returned meanwhile." },
  LOAN_RETURNED: { title: "The book was returned", advice: "There is nothing left to renew." },
  RENEWAL_LIMIT_REACHED: {
    title: "The loan cannot be renewed again",
    advice: "Return the book by its date; it can be borrowed again if nobody waits for it."
  },
  RENEWAL_OVERDUE: { title: "The loan is overdue and cannot be renewed", advice: "Please return the book." },
  HELD_BY_ANOTHER: {
    title: "Somebody waits for this book",
    advice: "It cannot be renewed. Please return it by its date."
  },
  BOOK_NOT_FOUND: { title: "There is no such book", advice: "It may have been removed from the catalogue." },
  USER_NOT_FOUND: { title: "There is no such person", advice: "Choose somebody from the list." },
  REVIEW_NOT_FOUND: { title: "This review is gone", advice: "It may have been deleted meanwhile." },
  IDEMPOTENCY_KEY_IN_USE: { title: "This is being done already", advice: "Wait a moment and look again." },
  UNSUPPORTED_FILE_TYPE: { title: "Only PDF, text and Markdown files are read", advice: "Choose another file." },
  FILE_TYPE_MISMATCH: {
    title: "The file is not what its name says",
    advice: "Check what it really is, and give it the right ending."
  },
  FILE_EMPTY: { title: "The file is empty", advice: "Choose another file." },
  FILE_TOO_LARGE: { title: "The file is too large", advice: "Choose a smaller one, or split it." },
  PDF_ENCRYPTED: { title: "The PDF is locked with a password", advice: "Upload it without one." },
  PDF_INVALID: { title: "The PDF is damaged", advice: "Upload it again from where it came from." },
  PDF_TOO_COMPLEX: { title: "The PDF is too complex to be read", advice: "Save it in a simpler form, or as text." },
  NEEDS_OCR: {
    title: "The PDF holds only pictures of text",
    advice: "Run text recognition on it and upload it again."
  },
  TOO_MANY_DOCUMENTS: { title: "You have as many documents as there may be", advice: "Remove one first." },
  DOCUMENT_NOT_FOUND: { title: "There is no such document", advice: "It was removed, or is not shared with you." },
  DOCUMENT_NOT_READ: { title: "The document has not been read yet", advice: "Its text appears here as soon as it is." },
  PAGE_NOT_FOUND: { title: "The text has no such page", advice: "Go to another page." },
  ANSWER_NOT_FOUND: { title: "This answer is gone", advice: "It may have been forgotten. Ask again." },
  CONVERSATION_NOT_FOUND: { title: "This conversation is gone", advice: "Begin a new one." },
  SOURCE_NOT_FOUND: { title: "A chosen book or document is gone", advice: "Choose anew where to search." },
  LLM_DOWN: { title: "The language model does not answer", advice: "Try again in a few minutes." },
  LLM_BUSY: { title: "The language model is busy", advice: "Try again in a few minutes." },
  JOB_NOT_FOUND: { title: "There is no such job", advice: "Finished ones are deleted after a while." },
  JOB_NOT_CANCELLABLE: { title: "The job is over already", advice: "There is nothing left to cancel." },
  JOB_NOT_RETRYABLE: { title: "The job did not fail", advice: "Only failed or cancelled ones are tried again." },
  QUEUE_NOT_FOUND: { title: "There is no such queue", advice: "Reload the page." },
  INVALID_CURSOR: { title: "The list has changed", advice: "Load it anew." }
}
