import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { writeFile } from "node:fs/promises"
import type { Page } from "playwright-core"
import { classics } from "../support/Classics.ts"
import { visitor } from "../support/Library.ts"
import { pdfBook } from "../support/Pdf.ts"
import { temporaryDirectory } from "../support/Program.ts"
import { pages } from "../support/Prose.ts"
import { layerTestServices } from "../support/TestServer.ts"
import { atThePage, signUp } from "./support/AtThePage.ts"
import { describeBrowser } from "./support/Chromium.ts"
import { assertNoTroubles, visit } from "./support/Visit.ts"

/** Drops files from the desk onto the page, as a hand with a mouse does. */
const drop = async (
  page: Page,
  files: ReadonlyArray<{ readonly name: string; readonly path: string; readonly type: string }>
) => {
  const contents = await Promise.all(
    files.map(async ({ name, path, type }) => ({ name, type, base64: (await readFile(path)).toString("base64") }))
  )
  const transfer = await page.evaluateHandle(
    `(() => {
      const transfer = new DataTransfer()
      for (const { name, type, base64 } of ${JSON.stringify(contents)}) {
        transfer.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name, { type }))
      }
      return transfer
    })()`
  )
  const target = page.getByText("Drop files here, or choose them")
  for (const event of ["dragenter", "dragover", "drop"]) await target.dispatchEvent(event, { dataTransfer: transfer })
}

/** Three books as librarians have them: a long PDF, a short one, and a text. */
const realFiles = Effect.gen(function* () {
  const directory = yield* temporaryDirectory
  const [moby, pride] = classics
  const file = (name: string, type: string, bytes: Uint8Array | string) =>
    Effect.promise(async () => {
      const path = join(directory, name)
      await writeFile(path, bytes)
      return { name, path, type }
    })
  const long = yield* Effect.promise(() => pdfBook(pages(120, 21)))
  const short = yield* Effect.promise(() => pdfBook([moby.text, ...pages(5, 22)]))
  return [
    yield* file("Harbour Chronicle.pdf", "application/pdf", long),
    yield* file("Herman Melville - Moby-Dick.pdf", "application/pdf", short),
    yield* file("Pride and Prejudice.txt", "text/plain", [pride.text, ...pages(4, 23)].join("\n\n"))
  ]
})

describe("a librarian", () => {
  describeBrowser("with a browser", () => {
    it.live(
      "drops three files and sees each sent, read and summarised, without loading the page; readers see them arrive",
      () =>
        Effect.gen(function* () {
          const { baseUrl, browser } = yield* atThePage
          const files = yield* realFiles
          const grace = yield* visit(browser, baseUrl)
          const mary = yield* visit(browser, baseUrl)
          const { page } = grace
          yield* Effect.promise(async () => {
            // The first account of an installation runs it.
            await signUp(page, "Grace Hopper", "grace@example.org")
            await signUp(mary.page, "Mary Somerville", "mary@example.org")
            await mary.page.goto("/books")
            await mary.page.getByText("There are no books yet").waitFor()

            await page.goto("/desk/upload")
            let loads = 0
            page.on("load", () => (loads += 1))
            await drop(page, files)
            // What the names of files do not say, the librarian does.
            const authors = page.getByLabel("Author")
            await authors.first().waitFor()
            assert.strictEqual(await authors.count(), 3)
            for (const author of await authors.all())
              if ((await author.inputValue()) === "") await author.fill("Ann Author")
            await page.getByRole("button", { name: "Add 3 books" }).click()
            await page.getByText("Added, and the summary is there.").nth(2).waitFor({ timeout: 60_000 })
            assert.strictEqual(loads, 0)

            await mary.page
              .getByRole("link", { name: /Harbour Chronicle/ })
              .first()
              .waitFor()
          })
          const ada = yield* visitor(baseUrl)
          yield* ada.signUp("ada@example.org")
          const { items } = yield* ada.api.books.list({ query: { limit: 10, facets: false } })
          assert.lengthOf(items, 3)
          for (const { summary } of items) assert.isNotNull(summary)
          assertNoTroubles(grace, mary)
        }).pipe(Effect.scoped, Effect.provide(layerTestServices)),
      150_000
    )
  })
})
