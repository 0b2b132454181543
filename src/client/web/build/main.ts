import process from "node:process"
import { sourcesHash, stateOf } from "./Sources.ts"

/**
 * Builds the page, where it is not built from its sources of today (`npm run build`). With `--to-start` it is what
 * `npm start` does first: a page that cannot be built keeps nobody from the library, and an image that was made without
 * the tools has its page already.
 */
const toStart = process.argv.includes("--to-start")

const say = (text: string) => void process.stderr.write(`${text}\n`)

/** Whether what builds pages is installed: an installation for production does without. */
const hasTools = () => {
  try {
    import.meta.resolve("vite")
    return true
  } catch {
    return false
  }
}

const makeCurrent = async () => {
  const { buildPage } = await import("./BuildPage.ts")
  const start = performance.now()
  await buildPage()
  say(`the page is built, in ${((performance.now() - start) / 1000).toFixed(1)} s`)
}

const state = stateOf(sourcesHash())
if (state === "current") {
  if (!toStart) say("the page is built already")
} else {
  if (toStart && !hasTools()) {
    if (state === "missing")
      say("the page is not built, and what builds it is not installed: npm ci, without --omit=dev")
  } else {
    say(state === "missing" ? "building the page, this once …" : "building the page, which has changed …")
    try {
      await makeCurrent()
    } catch (error) {
      say(`the page cannot be built: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
      if (toStart) say(state === "missing" ? "the library starts without it" : "the library starts with the one before")
      else process.exitCode = 1
    }
  }
}
