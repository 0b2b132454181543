import { assert, describe, it, layer } from "@effect/vitest"
import { Context, Effect, FileSystem, Layer } from "effect"
import { request } from "node:http"
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from "node:zlib"
import { chosen } from "#app/web/ContentCoding.ts"
import { PageDirectory } from "#app/web/PageFiles.ts"
import { temporaryDirectory } from "../../support/Program.ts"
import { layerTestServices, startServer } from "../../support/TestServer.ts"
import { answersIn, problemIn, send, sendRaw } from "../../support/Wire.ts"

const script = `const words = "${"a page that reads its own books ".repeat(200)}"\n`
const html = [
  "<!doctype html>",
  '<meta name="csp-nonce" content="__CSP_NONCE__">',
  '<script type="module" src="/assets/index-4f2a.js"></script>'
].join("\n")

const files: Readonly<Record<string, string | Uint8Array>> = {
  "index.html": html,
  "assets/index-4f2a.js": script,
  "assets/index-4f2a.js.br": brotliCompressSync(script),
  "assets/index-4f2a.js.gz": gzipSync(script),
  "assets/cover-77aa.webp": "no picture",
  "icon.svg": "<svg/>",
  ".vite/manifest.json": '{"secret":true}',
  ".built-from": "0123"
}

const build = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const directory = yield* temporaryDirectory
  for (const folder of ["assets", ".vite"]) yield* fs.makeDirectory(`${directory}/${folder}`)
  for (const [name, content] of Object.entries(files)) {
    yield* fs.writeFile(`${directory}/${name}`, Buffer.from(content))
  }
  return directory
})

class Built extends Context.Service<Built, { readonly baseUrl: string; readonly directory: string }>()("test/Built") {
  static readonly layer = Layer.effect(
    Built,
    Effect.gen(function* () {
      const directory = yield* build
      const { baseUrl } = yield* Effect.provideService(startServer({}, { worker: false }), PageDirectory, directory)
      return { baseUrl, directory }
    })
  ).pipe(Layer.provideMerge(layerTestServices))
}

const get = (path: string, headers: Readonly<Record<string, string>> = {}, method = "GET") =>
  Built.use(({ baseUrl }) => send(baseUrl, { path, headers, method }))
/** As a browser opens an address. */
const open = (path: string) => get(path, { accept: "text/html,application/xhtml+xml,*/*;q=0.8" })

const bytesOf = (path: string, acceptEncoding: string) =>
  Built.use(({ baseUrl }) =>
    Effect.callback<{ readonly headers: Record<string, unknown>; readonly bytes: Buffer }>((resume) => {
      request(`${baseUrl}${path}`, { headers: { "accept-encoding": acceptEncoding }, agent: false }, (answer) => {
        const chunks: Array<Buffer> = []
        answer.on("data", (chunk: Buffer) => chunks.push(chunk))
        answer.on("end", () => resume(Effect.succeed({ headers: answer.headers, bytes: Buffer.concat(chunks) })))
      }).end()
    })
  )

layer(Built.layer, { excludeTestServices: true })("the page", (it) => {
  it.effect("is opened at the entrance and at every address of its own", () =>
    Effect.gen(function* () {
      for (const path of ["/", "/books/0198c0de-6d2f-7b1e-9a51-3f1f5f6f8a10", "/books?q=harbour", "/API/v1/books"]) {
        const answer = yield* open(path)
        assert.deepStrictEqual([answer.status, answer.headers["content-type"]], [200, "text/html; charset=utf-8"], path)
        assert.include(answer.text, "/assets/index-4f2a.js")
        assert.strictEqual(answer.headers["cache-control"], "no-cache")
      }
      // Whoever tries the address from a shell is shown in too.
      assert.strictEqual((yield* get("/", { accept: "*/*" })).status, 200)
      const head = yield* get("/loans", { accept: "text/html" }, "HEAD")
      assert.deepStrictEqual([head.status, head.text], [200, ""])
    })
  )

  it.effect("may run and show only what is its own, with a nonce that each answer has for itself", () =>
    Effect.gen(function* () {
      const answers = yield* Effect.all([open("/"), open("/")])
      const nonces = answers.map(({ headers, text }) => {
        const policy = String(headers["content-security-policy"])
        const [, nonce = ""] = /style-src 'self' 'nonce-([\w+/=]{22,})'/.exec(policy) ?? []
        assert.include(text, `content="${nonce}"`)
        assert.notInclude(text, "__CSP_NONCE__")
        assert.notInclude(policy, "unsafe")
        assert.notInclude(policy, "*")
        for (const part of ["default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'"])
          assert.include(policy.split("; "), part)
        assert.include(String(headers["permissions-policy"]), "camera=()")
        assert.strictEqual(headers["etag"], undefined)
        assert.strictEqual(headers["x-content-type-options"], "nosniff")
        return nonce
      })
      assert.strictEqual(new Set(nonces).size, 2)
    })
  )

  it.effect("has files that are asked for once, in the smallest form that the browser takes", () =>
    Effect.gen(function* () {
      const path = "/assets/index-4f2a.js"
      const brotli = yield* bytesOf(path, "gzip, deflate, br, zstd")
      assert.strictEqual(brotli.headers["content-encoding"], "br")
      assert.strictEqual(brotliDecompressSync(brotli.bytes).toString(), script)
      assert.strictEqual(Number(brotli.headers["content-length"]), brotli.bytes.length)
      const gzip = yield* bytesOf(path, "gzip, br;q=0")
      assert.strictEqual(gzip.headers["content-encoding"], "gzip")
      assert.strictEqual(gunzipSync(gzip.bytes).toString(), script)
      const plain = yield* bytesOf(path, "identity")
      assert.deepStrictEqual([plain.headers["content-encoding"], plain.bytes.toString()], [undefined, script])
      for (const { headers } of [brotli, gzip, plain]) {
        assert.strictEqual(headers["content-type"], "text/javascript; charset=utf-8")
        assert.strictEqual(headers["cache-control"], "public, max-age=31536000, immutable")
        assert.match(String(headers["vary"]), /^Accept-Encoding, Origin$/)
      }
      const head = yield* get(path, { "accept-encoding": "br" }, "HEAD")
      assert.deepStrictEqual(
        [head.status, head.text, head.headers["content-length"]],
        [200, "", brotli.headers["content-length"]]
      )
    })
  )

  it.effect("has files of lasting names that are asked for again, and sent again only where they changed", () =>
    Effect.gen(function* () {
      const first = yield* get("/icon.svg")
      assert.deepStrictEqual(
        [first.status, first.text, first.headers["content-type"], first.headers["cache-control"]],
        [200, "<svg/>", "image/svg+xml", "no-cache"]
      )
      const tag = String(first.headers["etag"])
      const again = yield* get("/icon.svg", { "if-none-match": `"other", ${tag}` })
      assert.deepStrictEqual([again.status, again.text, again.headers["etag"]], [304, "", tag])
      assert.strictEqual((yield* get("/icon.svg", { "if-none-match": '"other"' })).status, 200)
    })
  )

  it.effect("is not what data that is not there looks like", () =>
    Effect.gen(function* () {
      for (const path of [
        "/api",
        "/api/v1/nope",
        "/api/nope",
        "/assets/gone-0000.js",
        "/assets/",
        "/.built-from",
        "/.vite/manifest.json",
        "/.env"
      ]) {
        const answer = yield* open(path)
        assert.deepStrictEqual([answer.status, problemIn(answer.text).code], [404, "NOT_FOUND"], path)
      }
      for (const path of ["/nope", "/index.html", "/assets/index-4f2a.js.br"]) {
        assert.strictEqual((yield* get(path, { accept: "application/json" })).status, 404, path)
      }
      assert.strictEqual((yield* get("/books", { accept: "text/html" }, "POST")).status, 404)
    })
  )

  it.effect("gives nothing that lies elsewhere, however it is asked for", () =>
    Effect.gen(function* () {
      const { baseUrl } = yield* Built
      for (const target of [
        "/../package.json",
        "/assets/../../package.json",
        "/assets/%2e%2e/%2e%2e/package.json",
        "/..%2fpackage.json",
        "/assets/..\\..\\package.json",
        "//etc/passwd",
        "/%00",
        "/assets/index-4f2a.js%00"
      ]) {
        const request = `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`
        const { body, statuses } = answersIn(yield* sendRaw(baseUrl, request))
        assert.include([400, 404], statuses[0], target)
        assert.notInclude(body, "dependencies")
      }
    })
  )

  it.effect("that was taken away under us is a refusal, and no half answer", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const { directory } = yield* Built
      yield* fs.remove(`${directory}/assets/cover-77aa.webp`)
      const answer = yield* get("/assets/cover-77aa.webp")
      assert.deepStrictEqual([answer.status, problemIn(answer.text).code], [404, "NOT_FOUND"])
    })
  )

  it.effect("is counted as one thing, whatever its addresses say", () =>
    Effect.gen(function* () {
      yield* open("/readers/somebody")
      yield* get("/assets/index-4f2a.js")
      const { text } = yield* get("/metrics")
      const routes = new Set([...text.matchAll(/http_requests_total\{[^}]*route="([^"]+)"/g)].map(([, route]) => route))
      assert.includeMembers([...routes], ["page", "asset"])
      assert.notInclude(text, "somebody")
    })
  )
})

describe("a library without a built page", () => {
  it.effect("says so at the entrance, and works", () =>
    Effect.gen(function* () {
      const empty = yield* temporaryDirectory
      const { baseUrl } = yield* Effect.provideService(startServer({}, { worker: false }), PageDirectory, empty)
      const entrance = yield* send(baseUrl, { path: "/", headers: { accept: "text/html" } })
      assert.strictEqual(entrance.status, 200)
      assert.include(entrance.text, "npm run build")
      assert.strictEqual((yield* send(baseUrl, { path: "/books", headers: { accept: "text/html" } })).status, 404)
      assert.strictEqual((yield* send(baseUrl, { path: "/api/health" })).status, 200)
    }).pipe(Effect.scoped, Effect.provide(layerTestServices))
  )
})

describe("the coding of a file", () => {
  const forms = [{ coding: "br" }, { coding: "gzip" }]
  const plain = { coding: "identity" }
  it("is the smallest that the caller takes", () => {
    for (const [header, coding] of [
      ["gzip, deflate, br", "br"],
      ["GZIP", "gzip"],
      ["br;q=0, gzip;q=0.5", "gzip"],
      ["br; q=0.000, *", "gzip"],
      ["*", "br"],
      ["*;q=0", "identity"],
      ["deflate", "identity"],
      ["", "identity"]
    ] as const) {
      assert.strictEqual(chosen(forms, plain, header).coding, coding, header)
    }
    assert.strictEqual(chosen(forms, plain).coding, "identity")
    assert.strictEqual(chosen([], plain, "br").coding, "identity")
  })
})
