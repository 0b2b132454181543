/** What to say of a problem by its code, and what the reader can do about it. */
export const problems: Readonly<Record<string, { readonly title: string; readonly advice: string }>> = {
  INVALID_ISBN: { title: "That is no ISBN", advice: "Check its digits: the last one is made of the others." },
  TOO_LONG: { title: "Something is too long", advice: "Shorten what is listed and send it again." },
  INVALID_TEXT: {
    title: "Something holds characters that are no text",
    advice: "Type what is listed anew, without line breaks where there is one line."
  },
  IDEMPOTENCY_KEY_REUSED: {
    title: "This was sent before, and was different then",
    advice: "Load the page anew and look whether it is there already."
  },
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
  INVALID_CURSOR: { title: "The list has changed", advice: "Load it anew." },
  CANCELLED: { title: "This was stopped", advice: "Try again if you still want it." },
  UNAVAILABLE: {
    title: "A part of the library is not to be had",
    advice: "Try again in a moment. Nothing was changed."
  },
  INVALID_REFRESH_TOKEN: { title: "Log in again", advice: "Your session is over." },
  REFRESH_TOKEN_REUSED: {
    title: "Log in again",
    advice: "Your session was used in two places and has been ended, to be safe."
  },
  INVALID_CREDENTIALS: {
    title: "E-mail address or password is wrong",
    advice: "Check both and try again. Several wrong attempts make the next ones wait."
  },
  CSRF_REJECTED: {
    title: "The library does not know this page",
    advice: "Open the library at its own address and try again."
  },
  EMAIL_TAKEN: {
    title: "There is an account with this e-mail address",
    advice: "Log in with it, or use another address."
  },
  ORGANIZATION_NAME_TAKEN: { title: "There is a library with this name", advice: "Choose another name." },
  ORGANIZATION_REQUIRED: { title: "You have accounts in several libraries", advice: "Choose the one to log in to." },
  LAST_ADMIN: { title: "The library needs an administrator", advice: "Make somebody else administrator first." },
  LOANS_OPEN: {
    title: "There are books to return first",
    advice: "The account can be erased once all books are back."
  },
  SESSION_NOT_FOUND: { title: "This session is over already", advice: "There is nothing left to do." },
  NOTIFICATION_NOT_FOUND: { title: "This notification is gone already", advice: "There is nothing left to do." },
  BOOK_FILE_NOT_FOUND: { title: "This book has no file", advice: "Ask your librarian to add it." },
  BOOK_TEXT_NOT_FOUND: {
    title: "This book has not been read yet",
    advice: "The library reads new books one after the other. Try again later."
  },
  BOOK_ON_LOAN: { title: "Somebody has this book at home", advice: "It can be removed once it is back." },
  BORROW_REQUIRED: { title: "Only who borrowed the book reviews it", advice: "Borrow it first." },
  ALREADY_REVIEWED: { title: "You reviewed this book already", advice: "Edit your review instead." },
  ISBN_TAKEN: { title: "The library has a book with this ISBN", advice: "Check the number, or edit that book." },
  BODY_TOO_LARGE: { title: "This is too large", advice: "Send a smaller file." },
  UNSUPPORTED_PICTURE_TYPE: { title: "Only PNG, JPEG and WebP pictures are taken", advice: "Save it as one of these." },
  PICTURE_UNREADABLE: { title: "The picture cannot be read", advice: "Save it anew, or choose another." },
  PICTURE_DIMENSIONS: {
    title: "The picture is too small or too large",
    advice: "Choose one of 16 to 6,000 pixels on each side."
  },
  COVER_NOT_FOUND: { title: "The book has no cover", advice: "Add one on the page where it is edited." },
  READING_LIST_NOT_FOUND: { title: "There is no such reading list", advice: "It may have been deleted." },
  READING_LIST_FULL: { title: "The reading list is full", advice: "Remove a book first, or begin another list." },
  TOO_MANY_READING_LISTS: { title: "No more reading lists", advice: "Delete one that you need no more." },
  ALREADY_IN_READING_LIST: { title: "The book is on this list already", advice: "There is nothing left to do." },
  NOT_IN_READING_LIST: { title: "The book is not on this list any more", advice: "Load the page anew." }
}
