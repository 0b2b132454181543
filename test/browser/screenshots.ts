import { Effect } from "effect"
import { mkdir } from "node:fs/promises"
import { join } from "node:path"
import process, { argv } from "node:process"
import { fileURLToPath } from "node:url"
import type { Page } from "playwright-core"
import { startProgram, temporaryDirectory } from "../support/Program.ts"
import { layerTestServices } from "../support/TestServer.ts"
import { builtPage, openBrowser } from "./support/Chromium.ts"
import { fillLibrary } from "./support/FilledLibrary.ts"
import { type Place, placesOf, settle } from "./support/Places.ts"
import { type Looks, logIn, visit } from "./support/Visit.ts"

/** Where the pictures go: the folder given, else `screenshots`, which is not kept. */
const folder = argv[2] ?? fileURLToPath(new URL("../../screenshots", import.meta.url))

const looks: Readonly<Record<string, Looks>> = {
  "desktop-light": { colors: "light" },
  "desktop-dark": { colors: "dark" },
  "phone-light": { colors: "light", width: 360, height: 740 },
  "phone-dark": { colors: "dark", width: 360, height: 740 }
}

/** The pictures of README.md: what is first seen of a page, small. */
const readme = fileURLToPath(new URL("../../docs", import.meta.url))
const chosen: ReadonlyArray<readonly [place: string, looks: Looks]> = [
  ["home", { colors: "light", height: 860, scale: 0.6 }],
  ["book", { colors: "light", height: 860, scale: 0.6 }],
  ["answer", { colors: "dark", height: 860, scale: 0.6 }],
  ["upload", { colors: "dark", height: 860, scale: 0.6 }]
]

/** Goes to a place, and waits until it is as one wants to see it. */
const goTo = async (page: Page, { path, prepare }: Place) => {
  await page.goto(path)
  await settle(page)
  await prepare?.(page)
  await page.waitForTimeout(400)
}

/** Pictures of every page of a library full of life, in both themes, on a desk and on a phone. */
const main = Effect.gen(function* () {
  yield* builtPage
  const program = yield* startProgram({ DATA_DIR: yield* temporaryDirectory })
  const baseUrl = yield* program.baseUrl
  const library = yield* fillLibrary(baseUrl)
  const browser = yield* openBrowser
  for (const [name, look] of Object.entries(looks)) {
    yield* Effect.promise(() => mkdir(join(folder, name), { recursive: true }))
    const nobody = yield* visit(browser, baseUrl, look)
    const people = {
      reader: yield* visit(browser, baseUrl, look),
      librarian: yield* visit(browser, baseUrl, look),
      admin: yield* visit(browser, baseUrl, look)
    }
    yield* Effect.promise(async () => {
      for (const who of ["reader", "librarian", "admin"] as const) await logIn(people[who].page, library[who])
      for (const place of placesOf(library)) {
        const { page } = place.as === "nobody" ? nobody : people[place.as]
        await goTo(page, place)
        await page.screenshot({ path: join(folder, name, `${place.name}.png`), fullPage: true })
      }
    })
    process.stdout.write(`${name}: ${placesOf(library).length} pages in ${join(folder, name)}\n`)
  }
  for (const [name, look] of chosen) {
    const place = placesOf(library).find((known) => known.name === name)
    if (place === undefined || place.as === "nobody") return yield* Effect.die(new Error(`${name} is no such place`))
    const person = library[place.as]
    const { page } = yield* visit(browser, baseUrl, look)
    yield* Effect.promise(async () => {
      await logIn(page, person)
      await goTo(page, place)
      await page.screenshot({ path: join(readme, `${name}.jpg`), type: "jpeg", quality: 82 })
    })
  }
})

await Effect.runPromise(main.pipe(Effect.scoped, Effect.provide(layerTestServices)))
