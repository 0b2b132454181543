import "@mantine/core/styles.css"
import "./shell/page.css"
import { Effect } from "effect"
import { setNonce } from "get-nonce"
import { createRoot } from "react-dom/client"
import { App } from "./App.tsx"
import { Connection } from "./connection/Connection.ts"
import { makeQueries } from "./connection/Queries.ts"
import { chosenLanguage, loadMessages } from "./messages/Messages.tsx"
import { makeRouter } from "./Router.tsx"

/** Styles that are made while the page runs bear the mark of this answer of the server. */
const nonceOf = (page: Document) => page.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ""

const start = async () => {
  const language = chosenLanguage()
  document.documentElement.lang = language
  const nonce = nonceOf(document)
  setNonce(nonce)
  const [connection, messages] = await Promise.all([Connection.to(location.origin), loadMessages(language)])
  const queries = makeQueries(connection)
  const router = makeRouter({ connection, queries })
  const root = document.getElementById("root")
  if (root === null) return
  createRoot(root).render(
    <App connection={connection} queries={queries} router={router} spoken={{ language, messages }} nonce={nonce} />
  )
}

/** Said in an address once: a part that is not to be had even then is told of by the page. */
const renewed = "#renewed"

// The library was renewed since this page was opened: the parts that it was made of are gone.
window.addEventListener("vite:preloadError", () => {
  if (!navigator.onLine || location.hash === renewed) return
  location.hash = renewed
  location.reload()
})

void Effect.runPromise(Effect.promise(start))
