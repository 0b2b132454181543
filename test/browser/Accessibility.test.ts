import { assert, describe, it } from "@effect/vitest"
import type { AxeResults } from "axe-core"
import { Effect } from "effect"
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"
import type { Browser } from "playwright-core"
import { preparedDirectory, startProgram } from "../support/Program.ts"
import { layerTestServices } from "../support/TestServer.ts"
import { builtPage, describeBrowser, openBrowser } from "./support/Chromium.ts"
import { fillLibrary, type FilledLibrary } from "./support/FilledLibrary.ts"
import { type Place, placesOf, settle } from "./support/Places.ts"
import { assertNoTroubles, type Looks, logIn, visit, type Visit } from "./support/Visit.ts"

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8")
/** The rules of WCAG 2.2, levels A and AA, and what axe's makers hold to be good practice. */
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

const check = async ({ page }: Visit): Promise<ReadonlyArray<string>> => {
  const results: AxeResults = await page.evaluate(
    `axe.run(document, { runOnly: { type: "tag", values: ${JSON.stringify(rules)} }, resultTypes: ["violations"] })`
  )
  return results.violations.flatMap(({ help, id, nodes }) =>
    nodes.map(({ failureSummary, target }) => `${id}: ${help} at ${target.join(" ")} ${failureSummary ?? ""}`)
  )
}

/** Whether everything can be seen without moving sideways. */
const isWiderThanTheScreen = ({ page }: Visit): Promise<boolean> =>
  page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

const visits = Effect.fnUntraced(function* (browser: Browser, baseUrl: string, library: FilledLibrary, looks: Looks) {
  const open = Effect.gen(function* () {
    const opened = yield* visit(browser, baseUrl, looks)
    yield* Effect.promise(() => opened.context.addInitScript(axe))
    return opened
  })
  const as = (who: "reader" | "librarian" | "admin") =>
    Effect.tap(open, ({ page }) => Effect.promise(() => logIn(page, library[who])))
  return {
    nobody: yield* open,
    reader: yield* as("reader"),
    librarian: yield* as("librarian"),
    admin: yield* as("admin")
  }
})

/** Looks at every page; what it complains of names the page. */
const lookAtAll = Effect.fnUntraced(function* (
  places: ReadonlyArray<Place>,
  by: Effect.Success<ReturnType<typeof visits>>,
  look: (visit: Visit) => Promise<ReadonlyArray<string>>
) {
  const complaints: Array<string> = []
  for (const place of places) {
    const visitOf = by[place.as]
    yield* Effect.promise(async () => {
      await visitOf.page.goto(place.path)
      await settle(visitOf.page)
      await place.prepare?.(visitOf.page)
      for (const complaint of await look(visitOf)) complaints.push(`${place.name}: ${complaint}`)
    })
  }
  assertNoTroubles(...Object.values(by))
  return complaints
})

describe("every page", () => {
  describeBrowser("in a browser", () => {
    it.live(
      "can be used by everybody: axe finds nothing, in light and in dark, and nothing is wider than a small phone",
      () =>
        Effect.gen(function* () {
          yield* builtPage
          const program = yield* startProgram({ DATA_DIR: yield* preparedDirectory })
          const baseUrl = yield* program.baseUrl
          const library = yield* fillLibrary(baseUrl)
          const places = placesOf(library)
          const browser = yield* openBrowser
          const light = yield* visits(browser, baseUrl, library, { colors: "light" })
          assert.deepStrictEqual(yield* lookAtAll(places, light, check), [])
          const dark = yield* visits(browser, baseUrl, library, {
            colors: "dark",
            language: "en-GB",
            width: 360,
            height: 740
          })
          const both = async (visitOf: Visit) => [
            ...(await check(visitOf)),
            ...((await isWiderThanTheScreen(visitOf)) ? ["is wider than the screen"] : [])
          ]
          assert.deepStrictEqual(yield* lookAtAll(places, dark, both), [])
        }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
      240_000
    )
  })
})
