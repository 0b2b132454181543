import { Effect, type Scope } from "effect"
import type { Browser, BrowserContext, BrowserContextOptions, ConsoleMessage, Page } from "playwright-core"
import { assert } from "vitest"

/** How somebody looks at the page. */
export interface Looks {
  readonly width?: number
  readonly height?: number
  readonly colors?: "light" | "dark"
  readonly language?: "en-GB" | "de-DE" | "fr-FR"
  /** Dots of a picture for each pixel of the page. */
  readonly scale?: number
}

/** Somebody with a browser of their own at the page. */
export interface Visit {
  readonly page: Page
  readonly context: BrowserContext
  /** What the page complained of so far. */
  readonly troubles: ReadonlyArray<string>
}

/** A longer wait is a failure: everything is on this machine. */
const patienceMillis = 20_000

/** That the library refuses something is told to the reader; the browser tells developers as well. */
const isRefusal = (message: ConsoleMessage) =>
  /^Failed to load resource: (the server responded|net::)/.test(message.text())
/** While the server is away, the browser says so of every try. */
const isNoAnswer = (message: ConsoleMessage) => /^WebSocket connection to .* failed/.test(message.text())

const optionsOf = ({
  colors = "light",
  height = 900,
  language = "en-GB",
  scale = 1,
  width = 1280
}: Looks): BrowserContextOptions => ({
  deviceScaleFactor: scale,
  viewport: { width, height },
  colorScheme: colors,
  locale: language,
  reducedMotion: "reduce",
  acceptDownloads: true
})

/** Opens a browser of somebody's own, which has never been at the page. */
export const visit = (browser: Browser, baseUrl: string, looks: Looks = {}): Effect.Effect<Visit, never, Scope.Scope> =>
  Effect.map(
    Effect.acquireRelease(
      Effect.promise(() => browser.newContext({ baseURL: baseUrl, ...optionsOf(looks) })),
      (context) => Effect.promise(() => context.close())
    ).pipe(
      Effect.bindTo("context"),
      Effect.bind("page", ({ context }) => Effect.promise(() => context.newPage()))
    ),
    ({ context, page }) => {
      const troubles: Array<string> = []
      page.setDefaultTimeout(patienceMillis)
      page.on("pageerror", (error) => troubles.push(error.stack ?? error.message))
      page.on("console", (message) => {
        if (message.type() === "error" && !isRefusal(message) && !isNoAnswer(message)) troubles.push(message.text())
      })
      return { page, context, troubles }
    }
  )

/** The page never broke, and did nothing that its policy of contents forbids. */
export const assertNoTroubles = (...visits: ReadonlyArray<Visit>): void =>
  assert.deepStrictEqual(
    visits.flatMap(({ troubles }) => troubles),
    []
  )

/** Who logs in with which password. */
export interface Person {
  readonly email: string
  readonly password: string
}

/** What the form to log in says, in the language of the page. */
interface FormWords {
  readonly email: string
  readonly password: RegExp
  readonly button: string
  readonly account: RegExp
}

const english: FormWords = { email: "E-mail address", password: /^Password/, button: "Log in", account: /Account: / }

/** Logs somebody in by the form, and waits for the page that they wanted. */
export const logIn = async (
  page: Page,
  { email, password }: Person,
  path = "/",
  words: FormWords = english
): Promise<void> => {
  await page.goto(path)
  await page.getByLabel(words.email).fill(email)
  await page.getByLabel(words.password).fill(password)
  await page.getByRole("button", { name: words.button }).click()
  await page.getByRole("button", { name: words.account }).waitFor()
}
