import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Path } from "effect"
import * as NodeServices from "@effect/platform-node/NodeServices"
import { spawnSync } from "node:child_process"
import process from "node:process"
import { brotliDecompressSync, gunzipSync } from "node:zlib"
import { firstChunks, sum, weigh } from "#client/web/build/FirstLoad.ts"
import { precompress } from "#client/web/build/Precompress.ts"
import { sourcesHash, stateOf } from "#client/web/build/Sources.ts"
import { temporaryDirectory } from "../../../support/Program.ts"

/** Files of a project of its own, for as long as the test. */
const projectOf = Effect.fnUntraced(function* (files: Readonly<Record<string, string>>) {
  const fs = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const directory = yield* temporaryDirectory
  const write = Effect.fnUntraced(function* (name: string, content: string) {
    yield* fs.makeDirectory(path.dirname(path.join(directory, name)), { recursive: true })
    yield* fs.writeFileString(path.join(directory, name), content)
  })
  for (const [name, content] of Object.entries(files)) yield* write(name, content)
  return { directory, write, in: (name: string) => path.join(directory, name) }
})

const sources = {
  "src/client/web/main.tsx": "one",
  "src/client/ApiClient.ts": "two",
  "src/contract/Api.ts": "three",
  "src/app/main.ts": "four",
  "tsconfig.json": "{}",
  "package-lock.json": "{}"
}

describe("the page that was built", () => {
  it.effect("is outdated as soon as something that it is made of changes, and by nothing else", () =>
    Effect.gen(function* () {
      const project = yield* projectOf(sources)
      const first = sourcesHash(project.directory)
      yield* project.write("src/app/main.ts", "changed")
      yield* project.write("README.md", "new")
      assert.strictEqual(sourcesHash(project.directory), first)
      const seen = new Set([first])
      for (const name of Object.keys(sources).filter((name) => name !== "src/app/main.ts")) {
        yield* project.write(name, `changed ${name}`)
        seen.add(sourcesHash(project.directory))
      }
      yield* project.write("src/client/web/pages/New.tsx", "")
      seen.add(sourcesHash(project.directory))
      assert.strictEqual(seen.size, 7)
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.effect("says itself what it was made of", () =>
    Effect.gen(function* () {
      const built = yield* projectOf({})
      assert.strictEqual(stateOf("abc", built.directory), "missing")
      yield* built.write("index.html", "")
      assert.strictEqual(stateOf("abc", built.directory), "outdated")
      yield* built.write(".built-from", "abc\n")
      assert.strictEqual(stateOf("abc", built.directory), "current")
      assert.strictEqual(stateOf("abd", built.directory), "outdated")
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.effect("has every text in smaller forms too, where they are smaller", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const text = "the same words again and again, ".repeat(200)
      const built = yield* projectOf({ "assets/a.js": text, "b.css": text, "tiny.js": "1", "index.html": text })
      yield* Effect.promise(() => precompress(built.directory))
      for (const name of ["assets/a.js", "b.css"]) {
        const [brotli, gzip] = yield* Effect.all([
          fs.readFile(built.in(`${name}.br`)),
          fs.readFile(built.in(`${name}.gz`))
        ])
        assert.strictEqual(brotliDecompressSync(brotli).toString(), text)
        assert.strictEqual(gunzipSync(gzip).toString(), text)
      }
      for (const name of ["tiny.js.br", "index.html.br"]) assert.isFalse(yield* fs.exists(built.in(name)), name)
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.effect("is weighed by what a browser fetches before it shows anything", () =>
    Effect.gen(function* () {
      const manifest = {
        "index.html": { file: "assets/entry.js", isEntry: true, imports: ["_shared.js"], css: ["assets/entry.css"] },
        "_shared.js": { file: "assets/shared.js", imports: ["_deep.js", "index.html"] },
        "_deep.js": { file: "assets/deep.js" },
        "pages/home/HomePage.tsx": { file: "assets/home.js", imports: ["_deep.js"] },
        "pages/Late.tsx": { file: "assets/late.js", imports: ["_shared.js"], css: ["assets/late.css"] }
      }
      assert.deepStrictEqual(
        [...firstChunks(manifest)],
        ["index.html", "_shared.js", "_deep.js", "pages/home/HomePage.tsx"]
      )
      const noise = (length: number) =>
        Array.from({ length }, (_, i) => String.fromCharCode(33 + ((i * i * 7) % 90))).join("")
      const built = yield* projectOf({
        "index.html": '<script src="/early.js"></script><script type="module" src="/assets/entry.js"></script>',
        "early.js": noise(500),
        "assets/entry.js": noise(500),
        "assets/shared.js": noise(500),
        "assets/deep.js": noise(500),
        "assets/home.js": noise(500),
        "assets/late.js": noise(90_000),
        "assets/entry.css": "a{}",
        "assets/late.css": "b{}",
        ".vite/manifest.json": JSON.stringify(manifest)
      })
      const weight = weigh(built.directory, ".vite/manifest.json")
      assert.sameMembers(
        weight.scripts.map(([file]) => file),
        ["early.js", "assets/entry.js", "assets/shared.js", "assets/deep.js", "assets/home.js"]
      )
      assert.isAbove(sum(weight.scripts), 200)
      assert.isBelow(sum(weight.scripts), 2_500)
      assert.sameMembers(
        weight.styles.map(([file]) => file),
        ["assets/entry.css", "assets/late.css"]
      )
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )
})

describe("npm start without what builds pages", () => {
  const begin = (directory: string, ...flags: ReadonlyArray<string>) =>
    spawnSync(process.execPath, ["src/client/web/build/main.ts", ...flags], { cwd: directory, encoding: "utf8" })

  const installed = Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const project = yield* projectOf({ ...sources, "package.json": '{"type":"module"}' })
    yield* fs.copy("src/client/web/build", project.in("src/client/web/build"))
    return project
  })

  it.effect("takes the page that is there, and goes on without one where there is none", () =>
    Effect.gen(function* () {
      const project = yield* installed
      const without = begin(project.directory, "--to-start")
      assert.deepStrictEqual([without.status, without.stdout], [0, ""])
      assert.include(without.stderr, "the page is not built")
      yield* project.write("dist/web/index.html", "of another machine")
      const prebuilt = begin(project.directory, "--to-start")
      assert.deepStrictEqual([prebuilt.status, prebuilt.stderr], [0, ""])
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )

  it.effect("which npm run build does not", () =>
    Effect.gen(function* () {
      const project = yield* installed
      const { status, stderr } = begin(project.directory)
      assert.strictEqual(status, 1)
      assert.include(stderr, "the page cannot be built")
    }).pipe(Effect.scoped, Effect.provide(NodeServices.layer))
  )
})
