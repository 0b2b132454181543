import { createHash } from "node:crypto"
import { readdir, readFile } from "node:fs/promises"

export const sqlDirectory = new URL("../../sql/", import.meta.url).pathname

/** What an embedded database is made of: the engine's version and, where it is migrated, the state of sql/. */
export const sqlFingerprint = async (migrated: boolean): Promise<string> => {
  const hash = createHash("sha256")
  hash.update(await readFile(new URL("../../node_modules/@electric-sql/pglite/package.json", import.meta.url)))
  for (const file of migrated ? (await readdir(sqlDirectory)).sort() : []) {
    hash.update(file).update(await readFile(`${sqlDirectory}${file}`))
  }
  return hash.digest("hex").slice(0, 16)
}
