/** What somebody does at the desk, as numbers of readers and books; `days` go by for everybody. */
export interface Step {
  readonly act: "borrow" | "return" | "take back" | "renew" | "hold" | "suspend" | "resume" | "cancel" | "wait"
  readonly reader: number
  readonly book: number
}

export const policy = {
  maxActiveLoans: 2,
  loanPeriodDays: 3,
  maxRenewals: 1,
  holdShelfDays: 1,
  overdueRenewalDays: 1,
  maxOpenHolds: 2
}

interface Loan {
  readonly reader: number
  readonly due: number
  readonly renewals: number
}
interface Hold {
  readonly reader: number
  readonly status: "waiting" | "suspended" | "ready"
  readonly expires: number | undefined
}
interface Book {
  readonly loan: Loan | undefined
  readonly wasLent: boolean
  readonly queue: ReadonlyArray<Hold>
}

/** A library as a handful of plain values. Days count from when it opened. */
export interface World {
  readonly day: number
  readonly books: ReadonlyArray<Book>
}

export const opened = (books: number): World => ({
  day: 0,
  books: Array.from({ length: books }, () => ({ loan: undefined, wasLent: false, queue: [] }))
})

/** The queue at rest: what was kept for too long is over, and a free book is kept for who is next. */
const settled = (book: Book, day: number): Book => {
  if (book.loan !== undefined) return book
  const queue = book.queue.filter(({ expires }) => expires === undefined || expires >= day)
  const next = queue.some(({ status }) => status === "ready")
    ? -1
    : queue.findIndex(({ status }) => status === "waiting")
  return {
    ...book,
    queue: queue.map((hold, place) =>
      place === next ? { ...hold, status: "ready", expires: day + policy.holdShelfDays } : hold
    )
  }
}

/** What is answered, and how things stand then; a refusal changes nothing. */
type Outcome = readonly [answer: string, world?: World]

/** Time goes by, and where somebody looks after the queues they move. */
export const wait = ({ books, day }: World, days: number, tended: boolean): World => ({
  day: day + days,
  books: tended ? books.map((book) => settled(book, day + days)) : books
})

const borrow = (world: World, { book: index, reader }: Step, put: (book: Book) => World): Outcome => {
  const before = world.books[index]
  if (before === undefined) return ["BookNotFound"]
  if (before.loan?.reader === reader) return ["AlreadyBorrowed"]
  if (before.loan !== undefined) return ["BookNotAvailable"]
  const book = settled(before, world.day)
  if (book.queue.some((hold) => hold.status === "ready" && hold.reader !== reader)) return ["BookHeld"]
  const having = world.books.filter(({ loan }) => loan?.reader === reader).length
  if (having >= policy.maxActiveLoans) return ["LoanLimitReached"]
  const loan = { reader, due: world.day + policy.loanPeriodDays, renewals: 0 }
  return ["done", put({ loan, wasLent: true, queue: book.queue.filter((hold) => hold.reader !== reader) })]
}

const giveBack = (book: Book, { act, reader }: Step, put: (book: Book) => World): Outcome => {
  if (book.loan === undefined) return [act === "take back" && book.wasLent ? "done" : "NoActiveLoan"]
  if (act === "return" && book.loan.reader !== reader) return ["Forbidden"]
  return ["done", put({ ...book, loan: undefined })]
}

const renew = (book: Book, { reader }: Step, day: number, put: (book: Book) => World): Outcome => {
  if (book.loan?.reader !== reader) return ["LoanReturned"]
  const { due, renewals } = book.loan
  if (book.queue.some(({ status }) => status === "waiting")) return ["HeldByAnother"]
  if (day > due + Math.min(policy.overdueRenewalDays, policy.loanPeriodDays)) return ["RenewalOverdue"]
  if (renewals >= policy.maxRenewals) return ["RenewalLimitReached"]
  return ["done", put({ ...book, loan: { reader, due: due + policy.loanPeriodDays, renewals: renewals + 1 } })]
}

const hold = (world: World, { book: index, reader }: Step, put: (book: Book) => World): Outcome => {
  const before = world.books[index]
  if (before === undefined) return ["BookNotFound"]
  if (before.loan?.reader === reader) return ["AlreadyBorrowed"]
  if (before.queue.some((hold) => hold.reader === reader)) return ["AlreadyHeld"]
  const book = settled(before, world.day)
  if (book.loan === undefined && !book.queue.some(({ status }) => status === "ready")) return ["BookAvailable"]
  const waiting = world.books.flatMap(({ queue }) => queue).filter((hold) => hold.reader === reader).length
  if (waiting >= policy.maxOpenHolds) return ["HoldLimitReached"]
  return ["done", put({ ...book, queue: [...book.queue, { reader, status: "waiting", expires: undefined }] })]
}

const changeHold = (book: Book, { act, reader }: Step, put: (book: Book) => World): Outcome => {
  if (!book.queue.some((hold) => hold.reader === reader)) return ["HoldClosed"]
  const queue = book.queue.flatMap((hold): ReadonlyArray<Hold> => {
    if (hold.reader !== reader) return [hold]
    if (act === "cancel") return []
    if (act === "suspend") return [{ reader, status: "suspended", expires: undefined }]
    return [hold.status === "suspended" ? { reader, status: "waiting", expires: undefined } : hold]
  })
  return ["done", put({ ...book, queue })]
}

/** What the library must answer to a step, and how things must stand after it. */
export const step = (world: World, asked: Step): Outcome => {
  const book = world.books[asked.book]
  if (book === undefined) return ["BookNotFound"]
  const put = (changed: Book): World => ({
    ...world,
    books: world.books.map((other, index) => (index === asked.book ? settled(changed, world.day) : other))
  })
  switch (asked.act) {
    case "borrow":
      return borrow(world, asked, put)
    case "return":
    case "take back":
      return giveBack(book, asked, put)
    case "renew":
      return renew(book, asked, world.day, put)
    case "hold":
      return hold(world, asked, put)
    default:
      return changeHold(book, asked, put)
  }
}

/** The same in words that can be compared, days counted from today. */
export const described = ({ books, day }: World): ReadonlyArray<string> =>
  books.flatMap(({ loan, queue }, index) => [
    ...(loan === undefined ? [] : [`${index}: lent to ${loan.reader}, ${loan.due - day} days, ${loan.renewals} times`]),
    ...queue.map(
      ({ expires, reader, status }) =>
        `${index}: ${reader} ${status}${expires === undefined ? "" : ` ${expires - day} days`}`
    )
  ])
