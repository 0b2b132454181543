import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Multipart } from "effect/http"
import { fingerprintOf, fingerprintOfForm, FormFingerprint } from "#app/http/Fingerprint.ts"
import { multipart, type Part } from "../../support/Wire.ts"

const path = "/api/v1/books"
const bytes = (text: string) => new TextEncoder().encode(text)

/** A form as the server reads it, in pieces of so many bytes. */
const form = (parts: ReadonlyArray<Part>, boundary = "--one", pieceBytes = 7) => {
  const { body, headers } = multipart(parts, boundary)
  const pieces = Array.from({ length: Math.ceil(body.length / pieceBytes) }, (_, i) =>
    body.subarray(i * pieceBytes, (i + 1) * pieceBytes)
  )
  return Stream.fromIterable(pieces).pipe(
    Stream.rechunk(1),
    Stream.pipeThroughChannel(Multipart.makeChannel<never>(headers))
  )
}

const title: Part = { name: "title", content: "Dune" }
const author: Part = { name: "author", content: "Frank Herbert" }
const file: Part = { name: "file", filename: "dune.txt", type: "text/plain", content: "Spice. ".repeat(10) }

describe("what a request asks for", () => {
  it("is its path, its query and the bytes of its body", () => {
    const one = fingerprintOf(path, bytes("{}"))
    assert.match(one, /^[0-9a-f]{64}$/)
    assert.strictEqual(fingerprintOf(path, bytes("{}")), one)
    for (const other of [fingerprintOf(path, bytes("{ }")), fingerprintOf(`${path}?a`, bytes("{}"))])
      assert.notStrictEqual(other, one)
    assert.notStrictEqual(fingerprintOf("/a", bytes("b")), fingerprintOf("/", bytes("ab")))
  })

  it.effect("is in a form what its parts are called and say, however they are marked and arrive", () =>
    Effect.gen(function* () {
      const one = yield* fingerprintOfForm(path, form([title, author, file]))
      assert.match(one ?? "", /^[0-9a-f]{64}$/)
      assert.strictEqual(yield* fingerprintOfForm(path, form([title, author, file], "--another", 1000)), one)
      const others: ReadonlyArray<ReadonlyArray<Part>> = [
        [author, title, file],
        [title, author],
        [title, author, file, file],
        [title, author, { ...file, filename: "spice.txt" }],
        [title, author, { ...file, name: "cover" }],
        [title, author, { ...file, type: "application/pdf" }],
        [title, author, { ...file, content: "Spice. ".repeat(9) }],
        [{ name: "title", content: "DuneFrank" }, { name: "author", content: " Herbert" }, file],
        [{ name: "titleDune", content: "" }, author, file]
      ]
      const all = yield* Effect.forEach(others, (parts) => fingerprintOfForm(path, form(parts)))
      assert.strictEqual(new Set([one, ...all]).size, others.length + 1)
      assert.notStrictEqual(yield* fingerprintOfForm(`${path}?a`, form([title, author, file])), one)
    })
  )

  it.effect("is known when a form and its files have been read to their ends", () =>
    Effect.gen(function* () {
      const fingerprint = new FormFingerprint(path)
      const seen: Array<string> = []
      yield* Stream.runForEach(fingerprint.observe(form([title, file, author])), (part) => {
        assert.isUndefined(fingerprint.digest())
        seen.push(part.key)
        return part._tag === "File"
          ? Effect.map(part.contentEffect, (content) => seen.push(new TextDecoder().decode(content)))
          : Effect.void
      })
      assert.deepStrictEqual(seen, ["title", "file", String(file.content), "author"])
      assert.strictEqual(fingerprint.digest(), yield* fingerprintOfForm(path, form([title, file, author])))

      const skipped = new FormFingerprint(path)
      yield* Stream.runDrain(skipped.observe(form([title, file])))
      assert.isUndefined(skipped.digest())
    })
  )

  it.effect("is nothing where a form breaks off", () =>
    Effect.gen(function* () {
      const { body, headers } = multipart([title, file])
      const broken = Stream.fromIterable([body.subarray(0, body.length - 20)]).pipe(
        Stream.rechunk(1),
        Stream.pipeThroughChannel(Multipart.makeChannel<never>(headers))
      )
      assert.isUndefined(yield* fingerprintOfForm(path, broken))
    })
  )
})
