import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { classics } from "../support/Classics.ts"
import { visitor } from "../support/Library.ts"
import { pages } from "../support/Prose.ts"
import { layerTestServices } from "../support/TestServer.ts"
import { atThePage, giveStars, goTo, signUp, tabTo } from "./support/AtThePage.ts"
import { describeBrowser } from "./support/Chromium.ts"
import { assertNoTroubles, logIn, visit } from "./support/Visit.ts"

const [moby, pride] = classics
const question = "What did Ishmael think he would do with little or no money in his purse?"

/** A library with two novels that the library has read; its admin, and a browser. */
const library = Effect.gen(function* () {
  const { baseUrl, browser } = yield* atThePage
  const ada = yield* visitor(baseUrl)
  yield* ada.signUp("ada@example.org")
  const book = yield* ada.upload(moby.title, { name: "moby.txt", bytes: [moby.text, ...pages(6)].join("\n\n") })
  const other = yield* ada.upload(pride.title, { name: "pride.txt", bytes: pride.text })
  yield* ada.summaryOf(book.id)
  yield* ada.summaryOf(other.id)
  return { baseUrl, browser, ada, book }
})

const borrow = (page: Page) => page.getByRole("button", { name: "Borrow", exact: true })
const isWiderThanTheScreen = (page: Page): Promise<boolean> =>
  page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

/** What a reader does in an evening, on whatever they hold in their hands. */
const evening = async (page: Page) => {
  await signUp(page, "Mary Somerville", "mary@example.org")

  // She types what she remembers, slightly wrong, and finds it.
  await goTo(page, "Books")
  await page.getByRole("searchbox").fill("mobi dick")
  const results = page.getByRole("region", { name: "Books found" })
  await results.getByRole("link", { name: "Moby-Dick" }).first().click()
  await page.getByRole("heading", { level: 1, name: "Moby-Dick" }).waitFor()

  // She takes it home, and says what she thinks of it.
  await borrow(page).click()
  await page.getByText("You have this book at home").waitFor()
  await page.getByRole("button", { name: "Write a review" }).click()
  await giveStars(page, 5)
  await page.getByLabel("What is the book like?").fill("A wonderful book. I loved every wet and windy page of it.")
  await page.getByRole("button", { name: "Publish" }).click()
  // Its feeling is found out as a job: the page shows it without being loaded anew.
  await page.getByText("sounds positive").waitFor()

  // She asks, and goes to where the answer stands.
  await goTo(page, "Ask the library")
  await page.getByLabel("Your question").fill(question)
  await page.keyboard.press("Control+Enter")
  const answer = page.getByRole("article", { name: question })
  await answer.getByText("sail about a little and see the watery part of the world").first().waitFor()
  await answer.getByRole("link", { name: "Source 1: Moby-Dick" }).first().click()
  const quoted = page.locator("mark")
  await quoted.waitFor()
  assert.include(await quoted.first().innerText(), "watery part of the world")
  await page.waitForURL(/\/read\?.*start=/)

  // Her place is kept, however soon she leaves: the first page offers to read on.
  await page.getByRole("button", { name: "Next page" }).first().click()
  await page
    .getByText(/Page 2 of/)
    .first()
    .waitFor({ state: "attached" })
  await page.locator("a.brand").click()
  await page.getByText("Page 2").first().waitFor()
  await page.getByRole("link", { name: "Read on" }).first().waitFor()

  // She brings it back.
  await goTo(page, "My loans")
  await page.getByRole("button", { name: "Return Moby-Dick" }).click()
  await page.getByText("You have no books at home").waitFor()
  await page.getByRole("link", { name: "History and statistics" }).click()
  await page.getByRole("heading", { level: 1, name: "My reading history" }).waitFor()
  await page.getByText("Returned", { exact: true }).first().waitFor()
}

const story = (looks: Parameters<typeof visit>[2]) =>
  Effect.gen(function* () {
    const { baseUrl, browser } = yield* library
    const reader = yield* visit(browser, baseUrl, looks)
    yield* Effect.promise(async () => {
      await evening(reader.page)
      assert.isFalse(await isWiderThanTheScreen(reader.page))
    })
    assertNoTroubles(reader)
  }).pipe(Effect.scoped, Effect.provide(layerTestServices))

describe("a reader", () => {
  describeBrowser("with a browser", () => {
    it.live("finds, borrows, reviews, asks, reads and returns a book", () => story({}), 120_000)
    it.live("does the same on a phone of 360 pixels", () => story({ width: 360, height: 740 }), 120_000)

    it.live(
      "who is a moment too late is told so, and waits in the queue until the book is back, without loading the page",
      () =>
        Effect.gen(function* () {
          const { ada, baseUrl, book, browser } = yield* library
          const [mary, emmy] = [yield* visit(browser, baseUrl), yield* visit(browser, baseUrl)]
          yield* Effect.promise(async () => {
            await signUp(mary.page, "Mary Somerville", "mary@example.org")
            await signUp(emmy.page, "Emmy Noether", "emmy@example.org")
            const both = [mary.page, emmy.page]
            for (const page of both) {
              await page.goto(`/books/${book.id}`)
              await borrow(page).waitFor()
            }
            // Neither is to hear of the other's loan before she has asked: then both ask at once.
            const gate = Promise.withResolvers<void>()
            for (const page of both) {
              await page.route("**/borrow", async (route) => {
                await gate.promise
                await route.continue()
              })
            }
            const answers = both.map((page) => page.waitForResponse((response) => response.url().endsWith("/borrow")))
            await Promise.all(both.map((page) => borrow(page).click()))
            gate.resolve()
            const statuses = (await Promise.all(answers)).map((answer) => answer.status())
            assert.sameMembers(statuses, [201, 409])
            const late = (page: Page) => page.getByText("Somebody was quicker")
            const [winner, loser] = statuses[0] === 201 ? [mary.page, emmy.page] : [emmy.page, mary.page]
            await winner.getByText("You have this book at home").waitFor()
            await late(loser).waitFor()
            await loser.getByRole("button", { name: "Place a hold" }).click()
            await loser.getByText("You are next in the queue.").waitFor()
            // The winner brings it back: the other sees it, and is told.
            await winner.getByRole("button", { name: "Return", exact: true }).click()
            await loser.getByText("A copy is kept for you").waitFor()
            await loser
              .getByRole("link", { name: /Notifications, 1 unread/ })
              .or(loser.getByRole("button", { name: /Notifications, 1 unread/ }))
              .waitFor()
          })
          const { items } = yield* ada.api.loans.all({ query: { limit: 10 } })
          assert.lengthOf(items, 1)
          assertNoTroubles(mary, emmy)
        }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
      120_000
    )

    it.live(
      "finds and borrows a book with the keyboard alone",
      () =>
        Effect.gen(function* () {
          const { baseUrl, browser } = yield* library
          const reader = yield* visit(browser, baseUrl)
          const { page } = reader
          yield* Effect.promise(async () => {
            await signUp(page, "Mary Somerville", "mary@example.org")
            await page.context().clearCookies()
            await page.evaluate("localStorage.clear()")
            await page.goto("/books")
            // The form to log in.
            await tabTo(page, page.getByLabel("E-mail address"))
            await page.keyboard.type("mary@example.org")
            await tabTo(page, page.getByLabel(/^Password/))
            await page.keyboard.type("correct horse battery")
            await page.keyboard.press("Enter")
            await page.getByRole("heading", { level: 1, name: "Books" }).waitFor()
            // Past the navigation, into the books.
            await page.keyboard.press("Tab")
            await tabTo(page, page.getByRole("searchbox"))
            await page.keyboard.type("moby")
            const link = page
              .getByRole("region", { name: "Books found" })
              .getByRole("link", { name: "Moby-Dick" })
              .first()
            await page.getByText("1 book", { exact: true }).first().waitFor()
            await page.keyboard.press("Escape")
            await tabTo(page, link)
            await page.keyboard.press("Enter")
            await page.getByRole("heading", { level: 1, name: "Moby-Dick" }).waitFor()
            await borrow(page).waitFor()
            await tabTo(page, borrow(page))
            await page.keyboard.press("Enter")
            await page.getByText("You have this book at home").waitFor()
            // The menu of the account, by arrows.
            await tabTo(page, page.getByRole("button", { name: /Account: / }))
            await page.keyboard.press("Enter")
            await page.getByRole("menuitem", { name: "Dark" }).waitFor()
            await page.keyboard.press("Escape")
            // And everything that has the focus can be seen to have it.
            await tabTo(page, page.getByRole("button", { name: "Return", exact: true }))
            const outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert.notStrictEqual(outline, "none")
          })
          assertNoTroubles(reader)
        }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
      120_000
    )

    it.live(
      "is spoken to in German or French where their browser asks for it",
      () =>
        Effect.gen(function* () {
          const { baseUrl, browser } = yield* library
          const german = yield* visit(browser, baseUrl, { language: "de-DE" })
          const french = yield* visit(browser, baseUrl, { language: "fr-FR" })
          yield* Effect.promise(async () => {
            await logIn(german.page, { email: "ada@example.org", password: "correct horse battery" }, "/", {
              email: "E-Mail-Adresse",
              password: /^Passwort(?! zeigen)/,
              button: "Anmelden",
              account: /Konto: /
            })
            await german.page.getByRole("link", { name: "Meine Ausleihen" }).click()
            await german.page.getByRole("heading", { level: 1, name: "Meine Ausleihen" }).waitFor()
            assert.strictEqual(await german.page.evaluate("document.documentElement.lang"), "de")
            await french.page.goto("/login")
            await french.page.getByRole("heading", { level: 1, name: "Se connecter à votre bibliothèque" }).waitFor()
            // And may choose another.
            await french.page.getByRole("button", { name: "English" }).click()
            await french.page.getByRole("heading", { level: 1, name: "Log in to your library" }).waitFor()
          })
          assertNoTroubles(german, french)
        }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
      120_000
    )
  })
})
