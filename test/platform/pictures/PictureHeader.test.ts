import { assert, describe, it } from "@effect/vitest"
import { type PictureFacts, readPicture } from "#platform/pictures/PictureHeader.ts"
import { jpeg, png, webp } from "../../support/Pictures.ts"

const sizes = [
  [16, 16],
  [480, 720],
  [6001, 3],
  [1, 16_383]
] as const

const kinds = [
  ["image/png", png],
  ["image/jpeg", jpeg],
  ["image/webp", webp.lossy],
  ["image/webp", webp.lossless],
  ["image/webp", webp.extended]
] as const

describe("the header of a picture", () => {
  it.each(kinds)("tells the size of %s", (contentType, make) => {
    for (const [width, height] of sizes) {
      assert.deepStrictEqual(readPicture(make(width, height)), { contentType, width, height })
    }
  })

  it("is found in a JPEG behind a photograph's notes, and with something behind its end", () => {
    const notes = Array.from({ length: 40_000 }, (_, index) => index & 0x7f)
    const exif = [0xff, 0xe1, (notes.length + 2) >> 8, (notes.length + 2) & 0xff, ...notes]
    const photo = jpeg(640, 480, [...exif, 0xff, ...exif])
    const facts: PictureFacts = { contentType: "image/jpeg", width: 640, height: 480 }
    assert.deepStrictEqual(readPicture(photo), facts)
    assert.deepStrictEqual(readPicture(new Uint8Array([...photo, 1, 2, 3])), facts)
  })

  it("says of other formats that they are none of ours", () => {
    const others = [
      "<svg xmlns='http://www.w3.org/2000/svg'/>",
      "GIF89a______",
      "%PDF-1.7",
      "",
      "BM",
      "RIFF____WAVE",
      "<!doctype html>"
    ]
    for (const text of others) assert.isUndefined(readPicture(new TextEncoder().encode(text)), text)
  })

  it("that lies is seen through", () => {
    const wrongChecksum = png(20, 20)
    wrongChecksum[19] = 200
    const lying = {
      "a PNG whose header was changed": wrongChecksum,
      "a WebP that fills no canvas": webp.extended(20, 20, [6000, 6000]),
      "a WebP that moves": webp.animated(20, 20),
      "a JPEG of two sizes": jpeg(20, 20, [0xff, 0xc0, 0, 11, 8, 0, 99, 0, 99, 1, 1, 0x11, 0]),
      "a JPEG without a picture": new Uint8Array([0xff, 0xd8, 0xff, 0xd9, 0, 2, 0, 0]),
      "a picture of no width": png(0, 20)
    }
    for (const [name, bytes] of Object.entries(lying)) assert.strictEqual(readPicture(bytes), "broken", name)
  })

  it("of a picture that was cut short is never taken for a whole one, wherever it was cut", () => {
    for (const whole of [png(40, 40), jpeg(40, 40), webp.lossy(40, 40), webp.lossless(40, 40), webp.extended(40, 40)]) {
      for (let length = 12; length < whole.length - 1; length++) {
        assert.strictEqual(readPicture(whole.subarray(0, length)), "broken", `${length} of ${whole.length}`)
      }
    }
  })

  it("may be any noise behind the first bytes", () => {
    let seed = 1
    const next = () => (seed = (seed * 48_271) % 2_147_483_647)
    for (const whole of [png(40, 40), jpeg(40, 40), webp.extended(40, 40)]) {
      for (let round = 0; round < 500; round++) {
        const noisy = whole.map((byte, index) => (index < 12 || next() % 8 > 0 ? byte : next() & 0xff))
        assert.isDefined(readPicture(noisy))
      }
    }
  })
})
