import type { QueryClient } from "@tanstack/react-query"
import { createRootRouteWithContext, createRoute, createRouter, Outlet, redirect } from "@tanstack/react-router"
import { Schema } from "effect"
import type { User } from "#contract/identity/User.ts"
import { id, onlyIds, searchOf, text, wholeNumber } from "./Address.ts"
import type { Connection } from "./connection/Connection.ts"
import { hasRole } from "./connection/ConnectionContext.tsx"
import { Broken, NotFound, NothingHere, Waiting } from "./shell/Fallbacks.tsx"

interface RouterContext {
  readonly connection: Connection
  readonly queries: QueryClient
}

const root = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  notFoundComponent: NotFound,
  // Who uses the page is found out once, before anything is shown.
  beforeLoad: async ({ context }) => {
    if (context.connection.session.get()._tag === "starting") await context.connection.start()
  }
})

/** Who is logged in has nothing to do where one logs in. */
const onlyOutside = ({ context }: { readonly context: RouterContext }) => {
  if (context.connection.session.get()._tag === "loggedIn") throw redirect({ to: "/" })
}

const logIn = createRoute({
  getParentRoute: () => root,
  path: "/login",
  beforeLoad: onlyOutside,
  validateSearch: searchOf(Schema.Struct({ next: text }), {})
}).lazy(() => import("./pages/session/LogInPage.tsx").then(({ route }) => route))

const signUp = createRoute({ getParentRoute: () => root, path: "/signup", beforeLoad: onlyOutside }).lazy(() =>
  import("./pages/session/SignUpPage.tsx").then(({ route }) => route)
)

/** Everything that only somebody who is logged in sees. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: ({ context, location }) => {
    if (context.connection.session.get()._tag === "loggedOut") {
      throw redirect({ to: "/login", search: location.href === "/" ? {} : { next: location.href } })
    }
  }
}).lazy(() => import("./shell/Shell.tsx").then(({ route }) => route))

/** Pages of the staff send everybody else to the start: the library itself refuses what is asked for there. */
const only = (role: User["role"]) => (options: { readonly context: RouterContext }) => {
  const state = options.context.connection.session.get()
  if ((state._tag === "loggedIn" || state._tag === "expired") && !hasRole(state.user, role)) throw redirect({ to: "/" })
}

const home = createRoute({ getParentRoute: () => inside, path: "/" }).lazy(() =>
  import("./pages/home/HomePage.tsx").then(({ route }) => route)
)

const books = createRoute({
  getParentRoute: () => inside,
  path: "/books",
  validateSearch: searchOf(
    Schema.Struct({
      q: text,
      author: text,
      genre: text,
      tag: Schema.optionalKey(Schema.Array(Schema.String)),
      language: text,
      year: wholeNumber,
      available: Schema.optionalKey(Schema.Boolean),
      sort: text,
      order: text,
      view: text
    }),
    {}
  )
}).lazy(() => import("./pages/books/BooksPage.tsx").then(({ route }) => route))

const book = createRoute({
  getParentRoute: () => inside,
  path: "/books/$bookId",
  loader: ({ params }) => onlyIds(params)
}).lazy(() => import("./pages/book/BookPage.tsx").then(({ route }) => route))

const read = createRoute({
  getParentRoute: () => inside,
  path: "/books/$bookId/read",
  loader: ({ params }) => onlyIds(params),
  validateSearch: searchOf(Schema.Struct({ page: wholeNumber, start: wholeNumber, end: wholeNumber }), {})
}).lazy(() => import("./pages/read/ReadBookPage.tsx").then(({ route }) => route))

const lists = createRoute({ getParentRoute: () => inside, path: "/lists" }).lazy(() =>
  import("./pages/lists/ReadingListsPage.tsx").then(({ route }) => route)
)

const loans = createRoute({ getParentRoute: () => inside, path: "/loans" }).lazy(() =>
  import("./pages/loans/LoansPage.tsx").then(({ route }) => route)
)

const history = createRoute({ getParentRoute: () => inside, path: "/loans/history" }).lazy(() =>
  import("./pages/loans/HistoryPage.tsx").then(({ route }) => route)
)

const ask = createRoute({
  getParentRoute: () => inside,
  path: "/ask",
  validateSearch: searchOf(Schema.Struct({ bookId: id, documentId: id, answer: id, question: text }), {})
}).lazy(() => import("./pages/ask/AskPage.tsx").then(({ route }) => route))

const documents = createRoute({ getParentRoute: () => inside, path: "/documents" }).lazy(() =>
  import("./pages/documents/DocumentsPage.tsx").then(({ route }) => route)
)

const readDocument = createRoute({
  getParentRoute: () => inside,
  path: "/documents/$documentId",
  loader: ({ params }) => onlyIds(params),
  validateSearch: searchOf(Schema.Struct({ page: wholeNumber, start: wholeNumber, end: wholeNumber }), {})
}).lazy(() => import("./pages/documents/DocumentPage.tsx").then(({ route }) => route))

const notifications = createRoute({ getParentRoute: () => inside, path: "/notifications" }).lazy(() =>
  import("./pages/notifications/NotificationsPage.tsx").then(({ route }) => route)
)

const profile = createRoute({ getParentRoute: () => inside, path: "/profile" }).lazy(() =>
  import("./pages/profile/ProfilePage.tsx").then(({ route }) => route)
)

const upload = createRoute({ getParentRoute: () => inside, path: "/desk/upload", beforeLoad: only("librarian") }).lazy(
  () => import("./pages/upload/UploadPage.tsx").then(({ route }) => route)
)

const editBook = createRoute({
  getParentRoute: () => inside,
  path: "/desk/books/$bookId",
  loader: ({ params }) => onlyIds(params),
  beforeLoad: only("librarian")
}).lazy(() => import("./pages/editBook/EditBookPage.tsx").then(({ route }) => route))

const deskLoans = createRoute({
  getParentRoute: () => inside,
  path: "/desk/loans",
  beforeLoad: only("librarian"),
  validateSearch: searchOf(Schema.Struct({ show: text, userId: id, bookId: id }), {})
}).lazy(() => import("./pages/desk/DeskLoansPage.tsx").then(({ route }) => route))

const moderation = createRoute({
  getParentRoute: () => inside,
  path: "/desk/reviews",
  beforeLoad: only("librarian")
}).lazy(() => import("./pages/desk/ModerationPage.tsx").then(({ route }) => route))

const jobs = createRoute({
  getParentRoute: () => inside,
  path: "/desk/jobs",
  beforeLoad: only("librarian"),
  validateSearch: searchOf(Schema.Struct({ status: text, type: text, job: id }), {})
}).lazy(() => import("./pages/jobs/JobsPage.tsx").then(({ route }) => route))

const queues = createRoute({ getParentRoute: () => inside, path: "/admin/queues", beforeLoad: only("admin") }).lazy(
  () => import("./pages/jobs/QueuesPage.tsx").then(({ route }) => route)
)

const users = createRoute({ getParentRoute: () => inside, path: "/admin/users", beforeLoad: only("admin") }).lazy(() =>
  import("./pages/users/UsersPage.tsx").then(({ route }) => route)
)

const library = createRoute({ getParentRoute: () => inside, path: "/admin/library", beforeLoad: only("admin") }).lazy(
  () => import("./pages/library/LibraryPage.tsx").then(({ route }) => route)
)

const status = createRoute({ getParentRoute: () => inside, path: "/desk/status", beforeLoad: only("librarian") }).lazy(
  () => import("./pages/status/StatusPage.tsx").then(({ route }) => route)
)

const tree = root.addChildren([
  logIn,
  signUp,
  inside.addChildren([
    home,
    books,
    book,
    read,
    lists,
    loans,
    history,
    ask,
    documents,
    readDocument,
    notifications,
    profile,
    upload,
    editBook,
    deskLoans,
    moderation,
    jobs,
    queues,
    users,
    library,
    status
  ])
])

/** Which page an address shows. Each is loaded when it is first gone to, or about to be. */
export const makeRouter = (context: RouterContext) =>
  createRouter({
    routeTree: tree,
    context,
    defaultPreload: "intent",
    defaultPendingComponent: Waiting,
    defaultErrorComponent: Broken,
    defaultNotFoundComponent: NothingHere,
    scrollRestoration: true
  })

export type PageRouter = ReturnType<typeof makeRouter>

declare module "@tanstack/react-router" {
  interface Register {
    router: PageRouter
  }
}
