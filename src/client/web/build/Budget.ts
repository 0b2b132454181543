import process from "node:process"
import { weigh } from "./FirstLoad.ts"
import { built, manifest } from "./Places.ts"
import { sourcesHash, stateOf } from "./Sources.ts"

/** Kilobytes of 1,000 bytes, compressed with gzip: browsers that take brotli fetch less. */
const mostScripts = 250
const mostStyles = 60

if (stateOf(sourcesHash()) !== "current") {
  const { buildPage } = await import("./BuildPage.ts")
  await buildPage()
}

const { files, scripts, styles } = weigh(built, manifest)
const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1)
process.stdout.write(
  `the page's first load: ${kilobytes(scripts)} kB of ${mostScripts} in ${files} scripts; ` +
    `all its styles: ${kilobytes(styles)} kB of ${mostStyles}\n`
)
if (scripts >= mostScripts * 1000 || styles >= mostStyles * 1000) process.exitCode = 1
