import { assert, describe, it } from "@effect/vitest"
import { globSync, readFileSync } from "node:fs"

/** Names that the sources hand to Config, directly or through a small helper of their own. */
const asked = new Set(
  globSync("src/**/*.ts").flatMap((file) => {
    const text = readFileSync(file, "utf8")
    if (!/\bConfig\b/.test(text)) return []
    return [...text.matchAll(/"([A-Z][A-Z0-9_]*)"\s*(?:\)|, [\d_]+)/g)]
      .map(([, name = ""]) => name)
      .filter((name) => name.includes("_") || name === "HOST" || name === "PORT")
  })
)

/** Those of the program: what only docker-compose.yml reads comes after them. */
const [ofProgram = ""] = readFileSync(".env.example", "utf8").split("# --- docker compose")
const listed = new Set([...ofProgram.matchAll(/^([A-Z][A-Z0-9_]*)=/gm)].map(([, name = ""]) => name))

describe(".env.example", () => {
  it("lists every variable the program reads, and no other", () => {
    assert.isAbove(asked.size, 30)
    assert.deepStrictEqual([...listed].toSorted(), [...asked].toSorted())
  })
})
