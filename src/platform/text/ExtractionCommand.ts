import { createRequire } from "node:module"
import { sep } from "node:path"
import { fileURLToPath } from "node:url"
import { ChildProcess } from "effect/process"
import type { ExtractionLimits, Purpose } from "./ExtractionNews.ts"
import type { FileType } from "./FileType.ts"

const here = fileURLToPath(new URL(".", import.meta.url))
const script = fileURLToPath(new URL("./ExtractionProcess.ts", import.meta.url))

/** The folder that holds the parser and what it needs. */
const packages = () => {
  const parser = createRequire(import.meta.url).resolve("pdf-parse")
  const folder = `${sep}node_modules${sep}`
  return parser.slice(0, parser.indexOf(folder) + folder.length)
}

/**
 * The process that reads one document. It may read its own code and nothing else, write nothing and start no program,
 * and it gets no environment: a file that takes over the parser finds no secret. Released, it is killed without asking.
 * To draw, it may also load the canvas, which is native: that is given paths and pixels only, since fonts and pictures
 * are decoded before it.
 */
export const makeExtractionCommand = (limits: ExtractionLimits, purpose: Purpose = "text") => {
  const node = [
    "--permission",
    `--allow-fs-read=${here}*`,
    `--allow-fs-read=${packages()}*`,
    "--allow-worker",
    ...(purpose === "picture" ? ["--allow-addons"] : []),
    "--disable-warning=SecurityWarning",
    "--disallow-code-generation-from-strings"
  ]
  const bounds = [
    `--purpose=${purpose}`,
    `--bytes=${limits.maxBytes}`,
    `--characters=${limits.maxCharacters}`,
    `--pages=${limits.maxPages}`,
    `--millis=${limits.timeoutMillis}`,
    `--megabytes=${limits.memoryMegabytes}`
  ]
  return (type: FileType) =>
    ChildProcess.make(process.execPath, [...node, script, `--type=${type}`, ...bounds], {
      env: {},
      killSignal: "SIGKILL"
    })
}
