import { Effect } from "effect"
import type { Locator, Page } from "playwright-core"
import { freePort } from "../../support/OwnRedis.ts"
import { preparedDirectory, startProgram } from "../../support/Program.ts"
import { builtPage, openBrowser } from "./Chromium.ts"

/** The program on the embedded profile, with the page as it is built from these sources, and a browser. */
export const atThePage = Effect.gen(function* () {
  yield* builtPage
  const program = yield* startProgram({ DATA_DIR: yield* preparedDirectory })
  return { baseUrl: yield* program.baseUrl, browser: yield* openBrowser }
})

/** The same on an address that stays while the program is ended and started again. */
export const atAnAddress = Effect.gen(function* () {
  yield* builtPage
  const environment = { DATA_DIR: yield* preparedDirectory, PORT: String(yield* freePort) }
  const start = startProgram(environment)
  const first = yield* start
  return { baseUrl: yield* first.baseUrl, browser: yield* openBrowser, first, start }
})

/** Signs somebody up by the form. */
export const signUp = async (page: Page, fullName: string, email: string): Promise<void> => {
  await page.goto("/signup")
  await page.getByLabel("Your name").fill(fullName)
  await page.getByLabel("E-mail address").fill(email)
  await page.getByLabel(/^Password/).fill("correct horse battery")
  await page.getByRole("button", { name: "Sign up" }).click()
  await page.getByRole("heading", { level: 1, name: fullName }).waitFor()
}

/** Goes somewhere as readers do: by the navigation, which phones keep behind a button. */
export const goTo = async (page: Page, name: string): Promise<void> => {
  const burger = page.getByRole("button", { name: "Open navigation" })
  if (await burger.isVisible()) await burger.click()
  await page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name, exact: true }).click()
  await page.getByRole("heading", { level: 1, name }).waitFor()
}

/** Gives a book in the form of a review so many stars. */
export const giveStars = async (page: Page, stars: number): Promise<void> => {
  await page.getByRole("radio", { name: `${stars} of 5 stars` }).focus()
  await page.keyboard.press("Space")
}

/** Moves on with the tabulator until the element has the focus. */
export const tabTo = async (page: Page, target: Locator, atMost = 80): Promise<void> => {
  for (let tabs = 0; tabs < atMost; tabs++) {
    if ((await target.and(page.locator(":focus")).count()) === 1) return
    await page.keyboard.press("Tab")
  }
  throw new Error(`not reached with ${atMost} tabs: ${String(target)}`)
}
