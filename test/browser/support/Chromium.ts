import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { delimiter, join } from "node:path"
import process, { env } from "node:process"
import { Effect, type Scope } from "effect"
import { chromium, type Browser } from "playwright-core"
import { assert, describe, it } from "vitest"

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
const macPath = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"

/** Where this machine has a Chromium: CHROMIUM_PATH, else whatever is installed. */
const chromiumPath = [
  env["CHROMIUM_PATH"] ?? "",
  ...(env["PATH"] ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name))),
  macPath
].find((path) => path !== "" && existsSync(path))

const missing = "no Chromium on this machine: install Debian's chromium, or set CHROMIUM_PATH"

/** A suite that needs a browser. Where there is none it is skipped with one line that says so; with CI=true it fails. */
export const describeBrowser = (name: string, suite: () => void) => {
  if (chromiumPath !== undefined) return void describe(name, suite)
  if (env["CI"] === "true") {
    return void describe(name, () => void it("has the browser that it needs", () => assert.fail(missing)))
  }
  process.stderr.write(`skipped "${name}": ${missing}\n`)
  describe.skip(name, suite)
}

/** A browser that lives as long as the test. */
export const openBrowser: Effect.Effect<Browser, never, Scope.Scope> = Effect.acquireRelease(
  Effect.promise(() => {
    if (chromiumPath === undefined) throw new Error(missing)
    return chromium.launch({
      executablePath: chromiumPath,
      // What tests open is their own, and containers have no user of lesser right.
      args: ["--no-sandbox", "--disable-dev-shm-usage", "--force-color-profile=srgb"]
    })
  }),
  (browser) => Effect.promise(() => browser.close())
)

let isBuilt = false

/** Sees to it that there is a page for servers to show: the one of the sources as they are. */
export const builtPage = Effect.sync(() => {
  if (isBuilt) return
  const { status, stderr, stdout } = spawnSync("npm", ["run", "--silent", "build"], {
    encoding: "utf8",
    timeout: 120_000
  })
  if (status !== 0) throw new Error(`the page cannot be built:\n${stdout}${stderr}`)
  isBuilt = true
})
