import { createHash } from "node:crypto"
import { existsSync, globSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { built, builtFrom, root } from "./Places.ts"

/** All that the page is made of. */
const patterns = ["src/client/web/**", "src/client/*.ts", "src/contract/**", "tsconfig.json", "package-lock.json"]

const filesOf = (directory: string) =>
  patterns
    .flatMap((pattern) => globSync(pattern, { cwd: directory }))
    .filter((file) => statSync(join(directory, file)).isFile())
    .toSorted()

/** Changes with every source of the page, and with nothing else. */
export const sourcesHash = (directory = root): string => {
  const hash = createHash("sha256")
  for (const file of filesOf(directory)) {
    const content = readFileSync(join(directory, file))
    hash.update(`${file.replaceAll("\\", "/")}\0${content.length}\0`).update(content)
  }
  return hash.digest("hex")
}

/** Whether the page is there: `current`, `outdated` because its sources have changed, or `missing`. */
export const stateOf = (hash: string, directory = built): "current" | "outdated" | "missing" => {
  const note = join(directory, builtFrom)
  if (!existsSync(join(directory, "index.html"))) return "missing"
  return existsSync(note) && readFileSync(note, "utf8").trim() === hash ? "current" : "outdated"
}
