import process from "node:process"
import { sum, weigh } from "./FirstLoad.ts"
import { built, manifest } from "./Places.ts"
import { sourcesHash, stateOf } from "./Sources.ts"

/** Kilobytes of 1,000 bytes, compressed with brotli as they are sent. */
const mostScripts = 250
const mostStyles = 60

if (stateOf(sourcesHash()) !== "current") {
  const { buildPage } = await import("./BuildPage.ts")
  await buildPage()
}

const { scripts, styles } = weigh(built, manifest)
const kilobytes = (bytes: number) => (bytes / 1000).toFixed(1)
process.stdout.write(
  `the start page's first load: ${kilobytes(sum(scripts))} kB of ${mostScripts} in ${scripts.length} scripts; ` +
    `all its styles: ${kilobytes(sum(styles))} kB of ${mostStyles}\n`
)
if (sum(scripts) >= mostScripts * 1000 || sum(styles) >= mostStyles * 1000) {
  const heaviest = [...scripts.slice(0, 12), ...styles.slice(0, 3)]
  for (const [file, bytes] of heaviest) process.stdout.write(`${kilobytes(bytes).padStart(8)} kB  ${file}\n`)
  process.exitCode = 1
}
