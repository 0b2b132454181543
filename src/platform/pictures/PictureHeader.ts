import { crc32 } from "node:zlib"

/** What a picture says of itself before it is drawn. */
export interface PictureFacts {
  readonly contentType: "image/png" | "image/jpeg" | "image/webp"
  /** Pixels, as stored: a photograph may ask to be turned. */
  readonly width: number
  readonly height: number
}

/**
 * Reads a whole picture's headers, and draws nothing: undefined where it is of no kind that we take, `broken` where it
 * begins like one but is none, is cut short, or says two things of its size. Bounded by the number of its parts.
 */
export const readPicture = (bytes: Uint8Array): PictureFacts | "broken" | undefined => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (startsWith(bytes, pngSignature)) return sized("image/png", pngSize(bytes, view))
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return sized("image/jpeg", jpegSize(bytes, view))
  if (tagAt(bytes, 0) === "RIFF" && tagAt(bytes, 8) === "WEBP") return sized("image/webp", webpSize(bytes, view))
  return undefined
}

interface Size {
  readonly width: number
  readonly height: number
}

const sized = (contentType: PictureFacts["contentType"], size: Size | undefined): PictureFacts | "broken" =>
  size === undefined || size.width === 0 || size.height === 0 ? "broken" : { contentType, ...size }

const startsWith = (bytes: Uint8Array, prefix: ReadonlyArray<number>) =>
  prefix.every((byte, index) => bytes[index] === byte)

const tagAt = (bytes: Uint8Array, at: number) => String.fromCharCode(...bytes.subarray(at, at + 4))

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

/** Source: PNG (Third Edition), sections 5.2 to 5.6: IHDR first and sound, pixels after it, IEND at last. */
const pngSize = (bytes: Uint8Array, view: DataView): Size | undefined => {
  if (bytes.length < 33 || view.getUint32(8) !== 13 || tagAt(bytes, 12) !== "IHDR") return undefined
  if (crc32(bytes.subarray(12, 29)) !== view.getUint32(29)) return undefined
  let hasPixels = false
  for (let at = 33; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    const tag = tagAt(bytes, at + 4)
    if (tag === "IDAT") hasPixels = true
    if (tag === "IHDR") return undefined
    if (tag === "IEND") return hasPixels ? { width: view.getUint32(16), height: view.getUint32(20) } : undefined
  }
  return undefined
}

/** The frame headers: all of SOF0 to SOF15 but the tables DHT, JPG and DAC between them. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

/** Source: ITU-T T.81, annex B: segments up to the scan, one frame among them, and an end behind it. */
const jpegSize = (bytes: Uint8Array, view: DataView): Size | undefined => {
  let size: Size | undefined
  for (let at = 2; at + 4 <= bytes.length;) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1] ?? 0
    // A marker may be led in by any number of 0xff.
    if (marker === 0xff) {
      at += 1
      continue
    }
    const length = view.getUint16(at + 2)
    if (marker < 0xc0 || marker === 0xd8 || marker === 0xd9 || length < 2) return undefined
    if (isFrame(marker)) {
      if (size !== undefined || at + 9 > bytes.length) return undefined
      size = { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    }
    if (marker === 0xda) return hasEnd(bytes, at) ? size : undefined
    at += 2 + length
  }
  return undefined
}

/** Programs may leave something behind the end. */
const hasEnd = (bytes: Uint8Array, scan: number) => {
  for (let at = bytes.length - 2; at > scan; at--) if (bytes[at] === 0xff && bytes[at + 1] === 0xd9) return true
  return false
}

/** Source: RFC 9649, section 2: one picture that fills its canvas, and no animation. */
const webpSize = (bytes: Uint8Array, view: DataView): Size | undefined => {
  if (bytes.length < 30 || view.getUint32(4, true) + 8 > bytes.length) return undefined
  const end = view.getUint32(4, true) + 8
  let canvas: Size | undefined
  for (let at = 12; at + 18 <= end;) {
    const tag = tagAt(bytes, at)
    const length = view.getUint32(at + 4, true)
    if (at + 8 + length > end) return undefined
    if (tag === "VP8X") {
      if (canvas !== undefined || length < 10) return undefined
      canvas = { width: 1 + uint24(view, at + 12), height: 1 + uint24(view, at + 15) }
    }
    if (tag === "ANIM" || tag === "ANMF") return undefined
    if (tag === "VP8 " || tag === "VP8L") {
      const size = tag === "VP8 " ? lossySize(view, at + 8) : losslessSize(view, at + 8)
      const fills = canvas === undefined || (canvas.width === size?.width && canvas.height === size.height)
      return fills ? size : undefined
    }
    at += 8 + length + (length % 2)
  }
  return undefined
}

const uint24 = (view: DataView, at: number) => view.getUint16(at, true) | (view.getUint8(at + 2) << 16)

/** Source: RFC 6386, section 9.1: a key frame, its start code, and 14 bits for each side. */
const lossySize = (view: DataView, at: number): Size | undefined =>
  (view.getUint8(at) & 1) === 0 && view.getUint8(at + 3) === 0x9d && view.getUint16(at + 4, true) === 0x2a01
    ? { width: view.getUint16(at + 6, true) & 0x3fff, height: view.getUint16(at + 8, true) & 0x3fff }
    : undefined

/** Source: RFC 9649, section 3.4: a signature, and 14 bits for each side, less one. */
const losslessSize = (view: DataView, at: number): Size | undefined => {
  if (view.getUint8(at) !== 0x2f) return undefined
  const bits = view.getUint32(at + 1, true)
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) }
}
