import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Page } from "playwright-core"
import { classics } from "../support/Classics.ts"
import { visitor } from "../support/Library.ts"
import { layerTestServices } from "../support/TestServer.ts"
import { atAnAddress, atThePage, giveStars, signUp } from "./support/AtThePage.ts"
import { describeBrowser } from "./support/Chromium.ts"
import { assertNoTroubles, visit } from "./support/Visit.ts"

const [moby] = classics
const opinion = "Typed while the library was away: a wonderful book about patience."

/** A reader with a book at home, and a review of it that is not sent yet. */
const halfAReview = async (page: Page, bookId: string) => {
  await signUp(page, "Mary Somerville", "mary@example.org")
  await page.goto(`/books/${bookId}`)
  await page.getByRole("button", { name: "Borrow", exact: true }).click()
  await page.getByText("You have this book at home").waitFor()
  await page.getByRole("button", { name: "Write a review" }).click()
  await giveStars(page, 4)
  await page.getByLabel("What is the book like?").fill(opinion)
}

const publish = (page: Page) => page.getByRole("button", { name: "Publish" })
const typed = (page: Page) => page.getByLabel("What is the book like?").inputValue()

describe("what a reader has typed", () => {
  describeBrowser("in a browser", () => {
    it.live(
      "survives a restart of the library, whose page finds it again by itself",
      () =>
        Effect.gen(function* () {
          const { baseUrl, browser, first, start } = yield* atAnAddress
          const ada = yield* visitor(baseUrl)
          yield* ada.signUp("ada@example.org")
          const book = yield* ada.upload(moby.title, { name: "moby.txt", bytes: moby.text }, { tags: "sea" })
          const reader = yield* visit(browser, baseUrl)
          const { page } = reader
          yield* Effect.promise(() => halfAReview(page, book.id))

          yield* first.kill("SIGTERM")
          yield* first.exit
          yield* Effect.promise(async () => {
            await publish(page).click()
            await page.getByRole("alert").getByText("The library does not answer").waitFor()
            assert.strictEqual(await typed(page), opinion)
            await page.getByText("The library does not answer. Trying again…").waitFor()
          })

          const second = yield* start
          yield* second.baseUrl
          yield* Effect.promise(async () => {
            await page
              .getByText("The library does not answer. Trying again…")
              .waitFor({ state: "detached", timeout: 40_000 })
            await publish(page).click()
            await page.getByText("Your review is saved.").waitFor()
            await page.getByRole("listitem").filter({ hasText: opinion }).first().waitFor()
          })
          const { items } = yield* ada.api.reviews.list({ params: { id: book.id }, query: { limit: 10 } })
          assert.deepStrictEqual(
            items.map(({ text }) => text),
            [opinion]
          )
          assertNoTroubles(reader)
        }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
      120_000
    )

    it.live(
      "survives the end of their session: they log in over the page, and it is sent",
      () =>
        Effect.gen(function* () {
          const { baseUrl, browser } = yield* atThePage
          const ada = yield* visitor(baseUrl)
          yield* ada.signUp("ada@example.org")
          const book = yield* ada.upload(moby.title, { name: "moby.txt", bytes: moby.text }, { tags: "sea" })
          const reader = yield* visit(browser, baseUrl)
          const { page } = reader
          yield* Effect.promise(() => halfAReview(page, book.id))

          // Her password was changed elsewhere: nothing of this session counts any more.
          const elsewhere = yield* visit(browser, baseUrl)
          yield* Effect.promise(async () => {
            await elsewhere.page.goto("/login")
            await elsewhere.page.getByLabel("E-mail address").fill("mary@example.org")
            await elsewhere.page.getByLabel(/^Password/).fill("correct horse battery")
            await elsewhere.page.getByRole("button", { name: "Log in" }).click()
            await elsewhere.page.getByRole("button", { name: /Account: / }).waitFor()
            await elsewhere.page.goto("/profile")
            await elsewhere.page.getByLabel("Current password").fill("correct horse battery")
            await elsewhere.page.getByLabel(/^New password(?! again)/).fill("another horse entirely")
            await elsewhere.page.getByLabel(/^New password again/).fill("another horse entirely")
            await elsewhere.page.getByRole("button", { name: "Change password" }).click()
            await elsewhere.page.getByText("Your password was changed.").first().waitFor()

            const again = page.getByRole("dialog", { name: "Log in again to go on" })
            if (!(await again.isVisible())) await publish(page).click()
            await again.waitFor()
            await again.getByLabel(/^Password/).fill("another horse entirely")
            await again.getByRole("button", { name: "Log in" }).click()
            await again.waitFor({ state: "detached" })
            if (await publish(page).isVisible()) {
              assert.strictEqual(await typed(page), opinion)
              await publish(page)
                .click({ timeout: 2_000 })
                .catch(() => {})
            }
            await page.getByRole("listitem").filter({ hasText: opinion }).first().waitFor()
          })
          const { items } = yield* ada.api.reviews.list({ params: { id: book.id }, query: { limit: 10 } })
          assert.lengthOf(items, 1)
          assertNoTroubles(reader, elsewhere)
        }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
      120_000
    )

    it.live(
      "stays while the device is offline, and the page says so",
      () =>
        Effect.gen(function* () {
          const { baseUrl, browser } = yield* atThePage
          const ada = yield* visitor(baseUrl)
          yield* ada.signUp("ada@example.org")
          const book = yield* ada.upload(moby.title, { name: "moby.txt", bytes: moby.text }, { tags: "sea" })
          const reader = yield* visit(browser, baseUrl)
          const { context, page } = reader
          yield* Effect.promise(async () => {
            await halfAReview(page, book.id)
            await context.setOffline(true)
            await page.getByText("You are offline.").first().waitFor()
            await publish(page).click()
            assert.strictEqual(await typed(page), opinion)
            await context.setOffline(false)
            await page.getByRole("listitem").filter({ hasText: opinion }).first().waitFor()
          })
          assertNoTroubles(reader)
        }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
      120_000
    )
  })
})
