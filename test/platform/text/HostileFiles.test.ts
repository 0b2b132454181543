import { assert, layer } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { TextExtraction } from "../../../src/platform/text/TextExtraction.ts"
import type { TextExtractionError } from "../../../src/platform/text/TextExtractionError.ts"
import * as Pdf from "../../support/Pdf.ts"

const limits = {
  maxBytes: 4_000_000,
  maxCharacters: 20_000,
  maxPages: 400,
  timeoutMillis: 20_000,
  memoryMegabytes: 160
}

/** Longest time in ms that this thread may be busy; a parser here would block it for seconds. */
const MAX_DELAY = 4_000

/** Runs the effect while a timer ticks; answers its result and the longest time between two ticks in ms. */
const withHeartbeat = <A, E, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.gen(function* () {
    let last = performance.now()
    let delay = 0
    const timer = setInterval(() => {
      const now = performance.now()
      delay = Math.max(delay, now - last)
      last = now
    }, 5)
    const result = yield* Effect.ensuring(
      effect,
      Effect.sync(() => clearInterval(timer))
    )
    return { result, delay }
  })

const extract = (bytes: Uint8Array, type: "pdf" | "txt" = "pdf") =>
  Effect.flatMap(TextExtraction, (service) => service.extract(Stream.make(bytes), type))

const book = (pages: ReadonlyArray<string>, options?: Pdf.PdfOptions) => () => Pdf.pdfBook(pages, options)
const utf8 = (text: string) => new TextEncoder().encode(text)

type Case = readonly [
  name: string,
  make: () => Uint8Array | Promise<Uint8Array>,
  reason: TextExtractionError["reason"],
  code: TextExtractionError["code"],
  type?: "pdf" | "txt"
]

const cases: ReadonlyArray<Case> = [
  ["a deflate bomb of 1.5 GB", () => Pdf.pdfBomb(), "out_of_memory", "PDF_TOO_COMPLEX"],
  ["a bomb in a bomb", () => Pdf.pdfNestedBomb(), "out_of_memory", "PDF_TOO_COMPLEX"],
  ["a page tree that contains itself", () => Pdf.pdfPageTreeLoop(), "invalid", "PDF_INVALID"],
  ["a locked book", book(["secret"], { userPassword: "open sesame" }), "encrypted", "PDF_ENCRYPTED"],
  ["a broken upload", async () => Pdf.truncated(await Pdf.pdfBook(["page"])), "invalid", "PDF_INVALID"],
  ["a file cut in its header", async () => Pdf.truncated(await Pdf.pdfBook(["page"]), 0.01), "invalid", "PDF_INVALID"],
  ["noise behind a header", () => Pdf.pdfOfNoise(), "invalid", "PDF_INVALID"],
  ["a text that calls itself PDF", () => utf8("hello"), "invalid", "PDF_INVALID"],
  ["a scan", () => Pdf.pdfScan(3), "no_text", "NEEDS_OCR"],
  ["a false count of pages with no text", () => Pdf.pdfOfTooManyPages(), "no_text", "NEEDS_OCR"],
  [
    "more text than allowed",
    book(Array.from({ length: 30 }, () => "word ".repeat(200))),
    "too_large",
    "FILE_TOO_LARGE"
  ],
  ["more bytes than allowed", () => new Uint8Array(4_100_000), "too_large", "FILE_TOO_LARGE"],
  ["a long text file", () => utf8("word ".repeat(5000)), "too_large", "FILE_TOO_LARGE", "txt"],
  ["an empty file", () => new Uint8Array(0), "empty", "FILE_EMPTY", "txt"],
  ["an empty PDF", () => new Uint8Array(0), "empty", "FILE_EMPTY"],
  ["a text of blanks", () => utf8(" \n\t\f \n"), "empty", "FILE_EMPTY", "txt"]
]

layer(TextExtraction.layerFrom(limits, 2), { excludeTestServices: true })("a hostile file", (it) => {
  it.effect.each(cases)("%s ends with its reason and stops nothing else", ([, make, reason, code, type]) =>
    Effect.gen(function* () {
      const file = yield* Effect.promise(async () => make())
      const { delay, result } = yield* withHeartbeat(Effect.flip(extract(file, type)))
      assert.strictEqual(result.reason, reason)
      assert.strictEqual(result.code, code)
      assert.isTrue(result.permanent)
      assert.isBelow(delay, MAX_DELAY)
    })
  )

  it.effect("a loop of cross-reference tables is read like any other book", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* extract(Pdf.pdfXrefLoop())).text, "A book behind a loop of tables")
    })
  )

  it.effect("a bomb leaves its neighbour alone", () =>
    Effect.gen(function* () {
      const pages = Array.from({ length: 15 }, (_, index) => `Page ${index} ${"of a good book ".repeat(50)}`)
      const good = yield* Effect.promise(book(pages))
      const [bomb, neighbour] = yield* Effect.all([Effect.flip(extract(Pdf.pdfBomb())), extract(good)], {
        concurrency: "unbounded"
      })
      assert.strictEqual(bomb.reason, "out_of_memory")
      assert.strictEqual(neighbour.pageCount, 15)
    })
  )
})

const hurried = { ...limits, timeoutMillis: 1000, memoryMegabytes: 1024 }
layer(TextExtraction.layerFrom(hurried, 1), { excludeTestServices: true })("a file that never ends", (it) => {
  it.effect("is given up when its time is over, and the next one is read", () =>
    Effect.gen(function* () {
      const { delay, result } = yield* withHeartbeat(Effect.flip(extract(Pdf.pdfTarpit())))
      assert.strictEqual(result.reason, "too_slow")
      assert.strictEqual(result.code, "PDF_TOO_COMPLEX")
      assert.isBelow(delay, MAX_DELAY)
      assert.strictEqual((yield* extract(utf8("the next one"), "txt")).text, "the next one")
    })
  )
})
