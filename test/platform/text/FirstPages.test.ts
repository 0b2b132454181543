import { createRequire } from "node:module"
import { assert, layer } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { readPicture } from "#platform/pictures/PictureHeader.ts"
import { FirstPages } from "#platform/text/FirstPages.ts"
import type { TextExtractionError } from "#platform/text/TextExtractionError.ts"
import * as Pdf from "../../support/Pdf.ts"

const limits = {
  maxBytes: 4_000_000,
  maxCharacters: 1000,
  maxPages: 1,
  timeoutMillis: 20_000,
  memoryMegabytes: 256
}

const draw = (bytes: Uint8Array) => Effect.flatMap(FirstPages, (pages) => pages.draw(Stream.make(bytes)))
const pdf = (make: () => Uint8Array | Promise<Uint8Array>) => Effect.promise(async () => make())

/** The part of the canvas that reads pictures; the parser brings it. */
interface CanvasModule {
  readonly loadImage: (bytes: Uint8Array) => Promise<{ readonly width: number; readonly height: number }>
  readonly createCanvas: (
    width: number,
    height: number
  ) => {
    readonly getContext: (kind: "2d") => {
      readonly drawImage: (image: object, x: number, y: number) => void
      readonly getImageData: (
        x: number,
        y: number,
        width: number,
        height: number
      ) => { readonly data: Uint8ClampedArray }
    }
  }
}

/** The colours of a picture, as a browser would show them. */
const pixelsOf = Effect.fnUntraced(function* (bytes: Uint8Array) {
  const parser = createRequire(import.meta.url).resolve("pdf-parse")
  const canvas: CanvasModule = createRequire(parser)("@napi-rs/canvas")
  const image = yield* Effect.promise(() => canvas.loadImage(bytes))
  const context = canvas.createCanvas(image.width, image.height).getContext("2d")
  context.drawImage(image, 0, 0)
  return (x: number, y: number) => Array.from(context.getImageData(x, y, 1, 1).data.subarray(0, 3))
})

layer(FirstPages.layerFrom(limits), { excludeTestServices: true })("the first page of a PDF", (it) => {
  it.effect("is drawn as it is printed, at the size of a cover", () =>
    Effect.gen(function* () {
      // A page with a grey square of 400 by 600 points, 50 points from its edges of 612 by 792.
      const { bytes, ...facts } = yield* draw(yield* pdf(() => Pdf.pdfScan(3)))
      assert.deepStrictEqual(facts, { contentType: "image/webp", width: 480, height: 621 })
      assert.deepStrictEqual(readPicture(bytes), facts)
      const at = yield* pixelsOf(bytes)
      assert.deepStrictEqual(at(10, 10), [255, 255, 255])
      assert.closeTo(at(200, 300)[0] ?? 0, 0xcc, 3)
    })
  )

  it.effect("shows its words, though the fonts are not in the file", () =>
    Effect.gen(function* () {
      const words = yield* draw(yield* pdf(() => Pdf.pdfBook(["The Left Hand of Darkness ".repeat(40)])))
      const at = yield* pixelsOf(words.bytes)
      const line = Array.from({ length: 300 }, (_, x) =>
        Math.min(...Array.from({ length: 30 }, (_, y) => at(60 + x, 55 + y)[0] ?? 255))
      )
      assert.isBelow(Math.min(...line), 120)
    })
  )

  it.effect("that is blank is no cover", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* Effect.flip(draw(yield* pdf(() => Pdf.pdfBook([""]))))).reason, "no_text")
    })
  )

  const hostile: ReadonlyArray<
    readonly [string, () => Uint8Array | Promise<Uint8Array>, TextExtractionError["reason"]]
  > = [
    ["a deflate bomb of 1.5 GB", () => Pdf.pdfBomb(), "out_of_memory"],
    ["a bomb in a bomb", () => Pdf.pdfNestedBomb(), "out_of_memory"],
    ["a page tree that contains itself", () => Pdf.pdfPageTreeLoop(), "invalid"],
    ["a locked book", () => Pdf.pdfBook(["secret"], { userPassword: "open sesame" }), "encrypted"],
    ["a broken upload", async () => Pdf.truncated(await Pdf.pdfBook(["page"])), "invalid"],
    ["noise behind a header", () => Pdf.pdfOfNoise(), "invalid"],
    ["a page as long as a street", () => Pdf.pdfOfSize(20, 200_000), "invalid"],
    ["a picture of 900 million pixels", () => Pdf.pdfOfPicture(30_000, 30_000), "no_text"],
    ["more bytes than allowed", () => new Uint8Array(4_100_000), "too_large"],
    ["an empty file", () => new Uint8Array(0), "empty"]
  ]
  it.effect.each(hostile)("of %s costs its process and nothing else", ([, make, reason]) =>
    Effect.gen(function* () {
      const error = yield* Effect.flip(draw(yield* pdf(make)))
      assert.strictEqual(error.reason, reason)
      assert.isTrue(error.permanent)
    })
  )

  it.effect("may be a scan", () =>
    Effect.gen(function* () {
      const { bytes } = yield* draw(Pdf.pdfOfPicture(2500, 3300))
      assert.closeTo((yield* pixelsOf(bytes))(240, 300)[0] ?? 0, 0x20, 3)
    })
  )

  it.effect("may be larger than any screen", () =>
    Effect.gen(function* () {
      const { height, width } = yield* draw(Pdf.pdfOfSize(14_400, 14_400))
      assert.deepStrictEqual([width, height], [480, 480])
    })
  )
})

layer(FirstPages.layerFrom({ ...limits, timeoutMillis: 1000, memoryMegabytes: 1024 }), { excludeTestServices: true })(
  "a first page that never ends",
  (it) => {
    it.effect("is given up when its time is over, and the next one is drawn", () =>
      Effect.gen(function* () {
        assert.strictEqual((yield* Effect.flip(draw(Pdf.pdfTarpit()))).reason, "too_slow")
        assert.strictEqual((yield* draw(yield* pdf(() => Pdf.pdfScan(1)))).width, 480)
      })
    )
  }
)
