import type { Messages } from "../en/index.ts"
import { actions, failures, states } from "./general.ts"
import { ask } from "./ask.ts"
import { book } from "./book.ts"
import { books } from "./books.ts"
import { desk } from "./desk.ts"
import { documents } from "./documents.ts"
import { editBook } from "./editBook.ts"
import { home } from "./home.ts"
import { jobs } from "./jobs.ts"
import { library } from "./library.ts"
import { lists } from "./lists.ts"
import { loans } from "./loans.ts"
import { notifications } from "./notifications.ts"
import { profile } from "./profile.ts"
import { read } from "./read.ts"
import { session } from "./session.ts"
import { shell } from "./shell.ts"
import { status } from "./status.ts"
import { upload } from "./upload.ts"
import { users } from "./users.ts"

export const messages: Messages = {
  actions,
  ask,
  book,
  books,
  desk,
  documents,
  editBook,
  failures,
  home,
  jobs,
  library,
  lists,
  loans,
  notifications,
  profile,
  read,
  session,
  shell,
  states,
  status,
  upload,
  users
}
