import { assert, describe, it } from "@effect/vitest"
import { globSync, readFileSync } from "node:fs"
import { dirname, join, normalize, relative } from "node:path"
import { fileURLToPath } from "node:url"

/** A room may import itself and the rooms listed for it. This table is the architecture. */
const rooms: Readonly<Record<string, ReadonlyArray<string>>> = {
  contract: [],
  platform: [],
  jobs: ["contract", "platform"],
  features: ["contract", "platform", "jobs"],
  app: ["contract", "platform", "jobs", "features", "client"],
  client: ["contract"]
}

/** A feature may use only the features before it; later ones react to its events. */
const features = [
  "identity",
  "idempotency",
  "catalogue",
  "circulation",
  "intelligence",
  "workspace",
  "delivery",
  "biographies",
  "notifications",
  "jobs"
]

/** What is a feature's own business: others ask its service. */
const privateToFeature = /(Repo|Http|Jobs)\.ts$/

const src = fileURLToPath(new URL("../src", import.meta.url))

interface Import {
  readonly from: string
  readonly to: string
  readonly isNamed: boolean
}

const importsOf = (file: string): ReadonlyArray<Import> => {
  const text = readFileSync(join(src, file), "utf8")
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"([#.][^"]+)"/g)].map(([, specifier = ""]) => ({
    from: file,
    isNamed: specifier.startsWith("#"),
    to: specifier.startsWith("#") ? specifier.slice(1) : normalize(join(dirname(file), specifier))
  }))
}

const roomOf = (file: string) => file.split("/")[0] ?? ""
const featureOf = (file: string) => (roomOf(file) === "features" ? file.split("/")[1] : undefined)

const violation = ({ from, isNamed, to }: Import): string | undefined => {
  const [room, target] = [roomOf(from), roomOf(to)]
  if (room !== target && !(rooms[room] ?? []).includes(target)) return `${from} may not import ${to}`
  if (room !== target && !isNamed) return `${from} imports ${to} of another room by a relative path`
  if (room === target && isNamed && featureOf(from) === featureOf(to))
    return `${from} imports ${to} of its own room by name`
  const [feature, other] = [featureOf(from), featureOf(to)]
  if (feature === undefined || other === undefined || feature === other) return undefined
  if (features.indexOf(other) > features.indexOf(feature)) return `${from} may not import the later feature of ${to}`
  return privateToFeature.test(to) ? `${from} imports ${to}, which is private to ${other}` : undefined
}

const files = globSync("**/*.ts", { cwd: src })

describe("the rooms", () => {
  it("are the six that the architecture names", () => {
    assert.deepStrictEqual(
      [...new Set(files.map(roomOf))].filter((room) => !(room in rooms)),
      []
    )
  })

  it("know only the rooms below them", () => {
    assert.deepStrictEqual(
      files.flatMap(importsOf).flatMap((line) => violation(line) ?? []),
      []
    )
  })

  it("would not let a violation pass", () => {
    const planted = [
      { from: "contract/A.ts", to: "platform/B.ts", isNamed: true },
      { from: "client/A.ts", to: "features/catalogue/B.ts", isNamed: false },
      { from: "features/identity/A.ts", to: "features/catalogue/B.ts", isNamed: true },
      { from: "features/intelligence/A.ts", to: "features/catalogue/BookRepo.ts", isNamed: true },
      { from: "features/jobs/A.ts", to: "jobs/Ledger.ts", isNamed: false }
    ]
    assert.strictEqual(planted.filter((line) => violation(line) !== undefined).length, planted.length)
  })

  it("keep contract free of servers and machines", () => {
    const foreign = files
      .filter((file) => roomOf(file) === "contract")
      .flatMap((file) =>
        [...readFileSync(join(src, file), "utf8").matchAll(/from "([^#."][^"]*)"/g)]
          .map(([, name]) => name ?? "")
          .filter((name) => name !== "effect" && !name.startsWith("effect/http"))
          .map((name) => `${relative(src, file)}: ${name}`)
      )
    assert.deepStrictEqual(foreign, [])
  })
})
