import { crc32, deflateSync } from "node:zlib"

const chunk = (tag: string, data: Uint8Array) => {
  const body = Buffer.concat([Buffer.from(tag, "latin1"), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** A whole PNG of one grey. */
export const png = (width: number, height: number, shade = 128): Uint8Array<ArrayBuffer> => {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width)
  header.writeUInt32BE(height, 4)
  header.set([8, 0, 0, 0, 0], 8)
  const rows = Buffer.alloc(height * (width + 1), shade)
  for (let row = 0; row < height; row++) rows[row * (width + 1)] = 0
  const parts = [chunk("IHDR", header), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))]
  return new Uint8Array(Buffer.concat([Buffer.from("\x89PNG\r\n\x1a\n", "latin1"), ...parts]))
}

const segment = (marker: number, data: ReadonlyArray<number>) => [
  0xff,
  marker,
  (data.length + 2) >> 8,
  (data.length + 2) & 0xff,
  ...data
]
const short = (value: number) => [value >> 8, value & 0xff]

/** The frame of a JPEG without a picture in it: headers, a scan of nothing, an end. */
export const jpeg = (width: number, height: number, before: ReadonlyArray<number> = []): Uint8Array<ArrayBuffer> =>
  new Uint8Array([
    0xff,
    0xd8,
    ...segment(0xe0, [0x4a, 0x46, 0x49, 0x46, 0, 1, 2, 0, 0, 1, 0, 1, 0, 0]),
    ...before,
    ...segment(0xc0, [8, ...short(height), ...short(width), 1, 1, 0x11, 0]),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    0,
    0,
    0xff,
    0xd9
  ])

const little = (value: number, bytes: number) =>
  Array.from({ length: bytes }, (_, index) => (value >> (8 * index)) & 0xff)
const tag = (name: string) => Array.from(Buffer.from(name, "latin1"))
const riff = (chunks: ReadonlyArray<number>) =>
  new Uint8Array([...tag("RIFF"), ...little(chunks.length + 4, 4), ...tag("WEBP"), ...chunks])
const webpChunk = (name: string, data: ReadonlyArray<number>) => [
  ...tag(name),
  ...little(data.length, 4),
  ...data,
  ...(data.length % 2 === 0 ? [] : [0])
]
const lossy = (width: number, height: number) =>
  webpChunk("VP8 ", [0x10, 0, 0, 0x9d, 0x01, 0x2a, ...little(width, 2), ...little(height, 2), 0, 0])
const lossless = (width: number, height: number) =>
  webpChunk("VP8L", [0x2f, ...little((width - 1) | ((height - 1) << 14), 4), 0, 0, 0, 0, 0])

/** WebPs of each kind, without a picture in them. `canvas` is what an extended one says of itself. */
export const webp = {
  lossy: (width: number, height: number) => riff(lossy(width, height)),
  lossless: (width: number, height: number) => riff(lossless(width, height)),
  extended: (width: number, height: number, canvas: readonly [number, number] = [width, height]) =>
    riff([
      ...webpChunk("VP8X", [0, 0, 0, 0, ...little(canvas[0] - 1, 3), ...little(canvas[1] - 1, 3)]),
      ...lossy(width, height)
    ]),
  animated: (width: number, height: number) =>
    riff([
      ...webpChunk("VP8X", [2, 0, 0, 0, ...little(width - 1, 3), ...little(height - 1, 3)]),
      ...webpChunk("ANIM", [0, 0, 0, 0, 0, 0]),
      ...lossy(width, height)
    ])
}
