import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { classics } from "../support/Classics.ts"
import { visitor } from "../support/Library.ts"
import { pages } from "../support/Prose.ts"
import { layerTestServices } from "../support/TestServer.ts"
import { atThePage, giveStars, goTo, signUp } from "./support/AtThePage.ts"
import { describeBrowser } from "./support/Chromium.ts"
import { assertNoTroubles, logIn, visit } from "./support/Visit.ts"

const [moby, pride] = classics

/** A library with a novel, its admin at the page, and a reader with a page of her own. */
const library = Effect.gen(function* () {
  const { baseUrl, browser } = yield* atThePage
  const ada = yield* visitor(baseUrl)
  yield* ada.signUp("ada@example.org")
  const book = yield* ada.upload(moby.title, { name: "moby.txt", bytes: [moby.text, ...pages(6)].join("\n\n") })
  yield* ada.summaryOf(book.id)
  const desk = yield* visit(browser, baseUrl)
  const mary = yield* visit(browser, baseUrl)
  yield* Effect.promise(async () => {
    await logIn(desk.page, { email: "ada@example.org", password: "correct horse battery" })
    await signUp(mary.page, "Mary Somerville", "mary@example.org")
  })
  return { ada, book, desk, mary }
})

const confirm = (page: Page, title: string) => page.getByRole("dialog", { name: title })
const chooseOne = async (page: Page, label: string, words: string, option: RegExp) => {
  await page.getByRole("dialog").getByRole("combobox", { name: label }).fill(words)
  await page.getByRole("option", { name: option }).click()
}

/** Makes somebody a member, a librarian or an administrator, as an administrator does. */
const giveRole = async (page: Page, name: string, role: string) => {
  await goTo(page, "People")
  await page.getByRole("button", { name: `Manage ${name}` }).click()
  await page.getByRole("radio", { name: role }).check()
  await page.getByRole("button", { name: "Save" }).click()
  await page.getByText(`${name} was changed.`).first().waitFor()
}

/** A picture of the size of a book, as an image of the page itself. */
const picture = async (page: Page) => {
  const url = await page.evaluate<string>(
    `(() => {
      const canvas = document.createElement("canvas")
      canvas.width = 200
      canvas.height = 300
      canvas.getContext("2d").fillRect(20, 20, 100, 200)
      return canvas.toDataURL("image/png")
    })()`
  )
  return { name: "cover.png", mimeType: "image/png", buffer: Buffer.from(url.split(",")[1] ?? "", "base64") }
}

describe("at the desk", () => {
  describeBrowser("with a browser", () => {
    it.live(
      "a librarian gives a book a cover and another file, and readers see both without loading the page",
      () =>
        Effect.gen(function* () {
          const { ada, book, desk, mary } = yield* library
          const before = yield* ada.summaryOf(book.id)
          yield* Effect.promise(async () => {
            await mary.page.goto(`/books/${book.id}`)
            await mary.page.getByRole("heading", { level: 1, name: moby.title }).waitFor()
            const covers = mary.page.locator("main .cover img")
            assert.strictEqual(await covers.count(), 0)

            const { page } = desk
            await page.goto(`/desk/books/${book.id}`)
            const cover = page.getByRole("region", { name: "Cover" })
            await cover.locator("input[type=file]").setInputFiles(await picture(page))
            await cover.getByRole("img", { name: "How the new cover looks" }).waitFor()
            await cover.getByRole("button", { name: "Use this picture" }).click()
            await cover.getByText("An uploaded picture.").waitFor()
            await covers.first().waitFor()
            await cover.getByRole("button", { name: "Remove the cover" }).click()
            await cover.getByText("There is no picture").waitFor()
            await covers.first().waitFor({ state: "detached" })

            // The file is another, and the words of the form are kept: a cover is no change that comes between.
            await page.getByLabel("Genre").fill("Novel of manners")
            await page.locator("form input[type=file]").setInputFiles({
              name: "pride.txt",
              mimeType: "text/plain",
              buffer: Buffer.from([pride.text, ...pages(4, 23)].join("\n\n"))
            })
            await page.getByRole("button", { name: "Save" }).click()
            await page.getByRole("heading", { level: 1, name: moby.title }).waitFor()
            await mary.page.getByText("Novel of manners").first().waitFor()
            const [file] = await Promise.all([
              mary.page.waitForEvent("download"),
              mary.page.getByRole("button", { name: /Download/ }).click()
            ])
            assert.strictEqual(file.suggestedFilename(), "pride.txt")
          })
          const after = yield* ada.summaryOf(book.id)
          assert.notStrictEqual(after.text, before.text)
          assertNoTroubles(desk, mary)
        }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
      120_000
    )

    it.live(
      "a book is lent and taken back, and a review that a reader objects to is hidden: all see it at once",
      () =>
        Effect.gen(function* () {
          const { book, desk, mary, ada } = yield* library
          yield* Effect.promise(async () => {
            const { page } = desk
            await mary.page.goto(`/books/${book.id}`)
            await mary.page.getByRole("button", { name: "Borrow", exact: true }).waitFor()

            await goTo(page, "Loans and overdue")
            await page.getByRole("button", { name: "Lend a book" }).click()
            await chooseOne(page, "Reader", "somer", /Mary Somerville/)
            await chooseOne(page, "Book", "moby", /Moby-Dick/)
            await page.getByRole("button", { name: "Lend", exact: true }).click()
            await page.getByText("“Moby-Dick” is lent to Mary Somerville").waitFor()
            await page.getByRole("dialog").getByRole("button", { name: "Close" }).last().click()
            await mary.page.getByText("You have this book at home").waitFor()

            await mary.page.getByRole("button", { name: "Write a review" }).click()
            await giveStars(mary.page, 2)
            await mary.page.getByLabel("What is the book like?").fill("The whale wins, and everybody but one drowns.")
            await mary.page.getByRole("button", { name: "Publish" }).click()
            await mary.page.getByText("Your review is saved.").waitFor()

            await page.getByRole("button", { name: "Return: Moby-Dick, Mary Somerville" }).click()
            await mary.page.getByRole("button", { name: "Borrow", exact: true }).waitFor()
          })
          const [review] = (yield* ada.api.reviews.list({ params: { id: book.id }, query: { limit: 5 } })).items
          assert.isDefined(review)
          yield* Effect.promise(async () => {
            const { page } = desk
            await goTo(page, "Reviews to check")
            await page.getByText("No review waits to be checked").waitFor()
          })
          const emmy = yield* visitor(new URL(desk.page.url()).origin)
          yield* emmy.signUp("emmy@example.org")
          yield* emmy.api.reviews.report({ params: { id: review.id }, payload: { reason: "It tells the end." } })
          yield* Effect.promise(async () => {
            const { page } = desk
            await page.getByText("It tells the end.").waitFor()
            await page.getByRole("button", { name: "Hide: the review of Moby-Dick" }).click()
            const question = confirm(page, "Hide the review?")
            await question.getByLabel("Reason").fill("It tells how the book ends.")
            await question.getByRole("button", { name: "Hide" }).click()
            await page.getByText("No review waits to be checked").waitFor()
            // Its author is told at once, and sees it hidden.
            await mary.page.getByText("It tells how the book ends.").first().waitFor()
            await mary.page.getByText("Hidden by the library").waitFor()
          })
          assertNoTroubles(desk, mary)
        }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
      120_000
    )

    it.live(
      "a job is cancelled and asked for again, and whoever becomes a librarian gets the desk, as one watches",
      () =>
        Effect.gen(function* () {
          const { ada, desk, mary } = yield* library
          const { page } = desk
          yield* Effect.promise(async () => {
            await goTo(page, "Queues")
            await page.getByRole("button", { name: "Pause: llm" }).click()
            await page.getByText("llm is paused").waitFor()
            await goTo(page, "Jobs")
          })
          const book = yield* ada.upload(pride.title, { name: "pride.txt", bytes: pride.text })
          yield* Effect.promise(async () => {
            await page
              .getByRole("row", { name: /Summarise a book.*Waiting/ })
              .getByRole("button", { name: /^Details: / })
              .click()
            const details = page.getByRole("dialog", { name: "Details" })
            await details.getByRole("button", { name: "Cancel the job" }).click()
            await details.getByText("Cancelled", { exact: true }).waitFor()
            await details.getByRole("button", { name: "Try again" }).click()
            await details.getByText("Waiting", { exact: true }).waitFor()
            await details.getByRole("button", { name: "Close" }).click()
            await goTo(page, "Queues")
            await page.getByRole("button", { name: "Let it go on: llm" }).click()
            await goTo(page, "Jobs")
            await page
              .getByRole("row", { name: /Summarise a book.*Done/ })
              .nth(1)
              .waitFor()

            // She is at the page already, and gets the desk without doing anything.
            const toDesk = mary.page.getByRole("link", { name: "Loans and overdue", exact: true })
            assert.strictEqual(await toDesk.count(), 0)
            await giveRole(page, "Mary Somerville", "Librarian")
            await toDesk.click()
            await mary.page.getByRole("heading", { level: 1, name: "Loans and overdue" }).waitFor()
            // It is taken from her while she looks at it.
            await giveRole(page, "Mary Somerville", "Member")
            await toDesk.waitFor({ state: "detached" })
            await mary.page.getByRole("heading", { level: 1, name: "Loans and overdue" }).waitFor({ state: "detached" })
          })
          yield* ada.summaryOf(book.id)
          assertNoTroubles(desk, mary)
        }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
      120_000
    )
  })
})
