import { assert, describe, it, layer } from "@effect/vitest"
import { ConfigProvider, Deferred, Effect, Fiber, Layer, Schedule, Stream } from "effect"
import type { ExtractedText } from "../../../src/platform/text/ExtractedText.ts"
import { normaliseText } from "../../../src/platform/text/PlainText.ts"
import { TextExtraction } from "../../../src/platform/text/TextExtraction.ts"
import * as Pdf from "../../support/Pdf.ts"

const limits = {
  maxBytes: 4 * 1024 * 1024,
  maxCharacters: 1_000_000,
  maxPages: 400,
  timeoutMillis: 20_000,
  memoryMegabytes: 256
}

/** A file as it comes from a socket or a disk: in pieces. */
const inPieces = (bytes: Uint8Array, length = 10_000) =>
  Stream.fromIterable(
    Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
      bytes.slice(index * length, (index + 1) * length)
    )
  )

const extract = (bytes: Uint8Array, type: "pdf" | "txt" = "pdf") =>
  Effect.flatMap(TextExtraction, (service) => service.extract(inPieces(bytes), type))

const book = (pages: Iterable<string>, options?: Pdf.PdfOptions) => Effect.promise(() => Pdf.pdfBook(pages, options))

const pagesOf = (result: ExtractedText) => result.pages.map(({ end, start }) => result.text.slice(start, end))

/** What must hold of every extracted text: pages in order, inside the text, nothing but blanks between them. */
const assertConsistent = (result: ExtractedText) => {
  assert.strictEqual(result.text, normaliseText(result.text))
  assert.strictEqual(result.pageCount, result.pages.length)
  let end = 0
  result.pages.forEach((page, index) => {
    assert.strictEqual(page.number, index + 1)
    assert.strictEqual(result.text.slice(end, page.start).trim(), "")
    assert.isAtLeast(page.end, page.start)
    end = page.end
  })
  assert.strictEqual(end, result.text.length)
}

/** Waits until no process runs that this one has started; Node tells a little after their exit. */
const quiet = Effect.suspend(() => Effect.succeed(running())).pipe(
  Effect.repeat({ until: (count) => count === 0, schedule: Schedule.spaced("5 millis") }),
  Effect.timeout("10 seconds")
)

/** Processes that this one has started and that still run. */
const running = () => process.getActiveResourcesInfo().filter((name) => name === "ProcessWrap").length

const sentence = "The library keeps every book that a reader may want, and readers come from far. "

layer(TextExtraction.layerFrom(limits, 2), { excludeTestServices: true })("the text of a file", (it) => {
  it.effect("a short text needs no process of its own, and reads the same", () =>
    Effect.gen(function* () {
      const { extract: read } = yield* TextExtraction
      const texts = [`${sentence.repeat(90)}\n\nEnd.`, "Erste Seite\fZweite Seite: Größe", "one line"]
      for (const bytes of texts.flatMap((text) => [Buffer.from(text), Buffer.from(`\ufeff${text}`, "utf16le")])) {
        yield* quiet
        const short = yield* read(inPieces(bytes), "txt", bytes.length)
        assert.strictEqual(running(), 0)
        assert.deepStrictEqual(short, yield* extract(bytes, "txt"))
      }
      const blank = yield* Effect.flip(read(inPieces(Buffer.from(" \n\n ")), "txt", 4))
      assert.strictEqual(blank.code, "FILE_EMPTY")
      const paged = yield* Effect.flip(read(inPieces(Buffer.from("a\f".repeat(500))), "txt", 1000))
      assert.strictEqual(paged.reason, "too_many_pages")
      yield* quiet
    })
  )

  it.effect("a book of 300 pages comes with the place of each page", () =>
    Effect.gen(function* () {
      const file = yield* book(
        Array.from({ length: 300 }, (_, index) => `Chapter ${index + 1}\n\n${sentence.repeat(12)}`)
      )
      const result = yield* extract(file)
      assertConsistent(result)
      assert.strictEqual(result.pageCount, 300)
      pagesOf(result).forEach((page, index) => {
        assert.isTrue(page.startsWith(`Chapter ${index + 1}\n\nThe library`))
        assert.strictEqual(page.replace(/\s+/g, " "), `Chapter ${index + 1} ${sentence.repeat(12).trim()}`)
      })
    })
  )

  it.effect("a PDF tells its title and author, paragraphs stay apart and broken words are whole", () =>
    Effect.gen(function* () {
      const file = yield* book(["Of rare exam-\nples I speak.\n\nA second paragraph.", "", "The  third—page “é”."], {
        title: "  On\n Examples ",
        author: "A. Writer"
      })
      const result = yield* extract(file)
      assertConsistent(result)
      assert.deepStrictEqual(pagesOf(result), [
        "Of rare examples\nI speak.\n\nA second paragraph.",
        "",
        "The third—page “é”."
      ])
      assert.strictEqual(result.text, "Of rare examples\nI speak.\n\nA second paragraph.\n\nThe third—page “é”.")
      assert.deepInclude(result, { title: "On Examples", author: "A. Writer" })
    })
  )

  it.effect.each([
    ["utf-8", new TextEncoder().encode("Über\r\nCafe\u0301\n")],
    ["utf-16le", new Uint8Array(Buffer.from("\ufeffÜber\r\nCafé\n", "utf16le"))],
    ["windows-1252", new Uint8Array(Buffer.from("Über\nCafé", "latin1"))]
  ] as const)("a text in %s is read and says so", ([encoding, bytes]) =>
    Effect.gen(function* () {
      const result = yield* extract(bytes, "txt")
      assert.deepStrictEqual(result, {
        text: "Über\nCafé",
        pages: [{ number: 1, start: 0, end: 9 }],
        pageCount: 1,
        encoding
      })
    })
  )

  it.effect("a long text has pages to cite, and not a character is lost between them", () =>
    Effect.gen(function* () {
      const source = Array.from({ length: 400 }, (_, index) => `${index}. ${sentence.repeat(1 + (index % 5))}`).join(
        "\n\n"
      )
      const result = yield* extract(new TextEncoder().encode(source), "txt")
      assertConsistent(result)
      assert.isAbove(result.pageCount, 30)
      assert.strictEqual(result.text, normaliseText(source))
    })
  )

  it.effect("a page longer than a message arrives whole", () =>
    Effect.gen(function* () {
      const source = `${"🌙 ".repeat(100_000)}\fthe end`
      const result = yield* extract(new TextEncoder().encode(source), "txt")
      assertConsistent(result)
      assert.deepStrictEqual(pagesOf(result), ["🌙 ".repeat(100_000).trim(), "the end"])
    })
  )

  it.effect("a file that cannot be fetched fails with the fault of its source", () =>
    Effect.gen(function* () {
      const service = yield* TextExtraction
      const source = Stream.concat(inPieces(new Uint8Array(50_000)), Stream.fail("disk gone" as const))
      assert.strictEqual(yield* Effect.flip(service.extract(source, "pdf")), "disk gone")
      yield* quiet
    })
  )

  it.effect("no more files are read at once than allowed", () =>
    Effect.gen(function* () {
      let most = 0
      const timer = setInterval(() => (most = Math.max(most, running())), 2)
      const texts = yield* Effect.forEach(
        ["one", "two", "three", "four"],
        (text) => extract(new TextEncoder().encode(text), "txt"),
        { concurrency: "unbounded" }
      )
      clearInterval(timer)
      assert.deepStrictEqual(
        texts.map(({ text }) => text),
        ["one", "two", "three", "four"]
      )
      assert.strictEqual(most, 2)
    })
  )

  it.effect("interruption ends a busy reader at once", () =>
    Effect.gen(function* () {
      const service = yield* TextExtraction
      yield* quiet
      const sent = yield* Deferred.make<void>()
      const file = inPieces(Pdf.pdfTarpit()).pipe(Stream.onEnd(Deferred.succeed(sent, undefined)))
      const fiber = yield* Effect.forkChild(service.extract(file, "pdf"))
      yield* Deferred.await(sent)
      assert.strictEqual(running(), 1)
      const start = performance.now()
      yield* Fiber.interrupt(fiber)
      assert.isBelow(performance.now() - start, limits.timeoutMillis / 2)
      yield* quiet
    })
  )
})

describe("limits", () => {
  const configured = (env: Record<string, string>) =>
    TextExtraction.layer.pipe(Layer.provide(ConfigProvider.layer(ConfigProvider.fromEnv({ env }))))

  layer(configured({ EXTRACTION_MAX_PAGES: "2", MAX_UPLOAD_MB: "1" }), { excludeTestServices: true })((it) => {
    it.effect("come from the configuration", () =>
      Effect.gen(function* () {
        const pages = yield* Effect.flip(extract(yield* book(["one page", "two pages", "three pages"])))
        assert.deepInclude(pages, { reason: "too_many_pages", code: "PDF_TOO_COMPLEX", permanent: true })
        const size = yield* Effect.flip(extract(new Uint8Array(1_100_000).fill(0x61), "txt"))
        assert.deepInclude(size, { reason: "too_large", code: "FILE_TOO_LARGE", permanent: true })
      })
    )
  })

  it.effect("that make no sense stop the start", () =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(Effect.scoped(Layer.build(configured({ EXTRACTION_MEMORY_MB: "-1" }))))
      assert.strictEqual(error._tag, "ConfigError")
      assert.include(error.message, "EXTRACTION_MEMORY_MB")
    })
  )
})
