/**
 * Bytes of a text file to clean Unicode text. Pure and free of dependencies: the extraction process loads it too, and
 * big files are decoded there.
 */

/** How a text file was written: WHATWG names, as `TextDecoder` knows them. Latin-1 is a subset of `windows-1252`. */
export type TextEncoding = "utf-8" | "utf-16le" | "utf-16be" | "windows-1252"

/** Bytes looked at to tell UTF-16 without a byte order mark by its zero bytes. */
const SAMPLE_BYTES = 4096

const startsWith = (bytes: Uint8Array, ...prefix: ReadonlyArray<number>) =>
  bytes.length >= prefix.length && prefix.every((byte, index) => bytes[index] === byte)

/**
 * In UTF-16 every character below U+0100 (spaces, digits and line ends at least) has one zero byte, always on the same
 * side.
 */
const utf16ByZeros = (bytes: Uint8Array): TextEncoding | undefined => {
  const pairs = Math.min(bytes.length, SAMPLE_BYTES) >> 1
  let high = 0
  let low = 0
  for (let index = 0; index < pairs; index++) {
    if (bytes[2 * index] === 0) high++
    if (bytes[2 * index + 1] === 0) low++
  }
  if (low > pairs / 10 && high <= low / 8) return "utf-16le"
  if (high > pairs / 10 && low <= high / 8) return "utf-16be"
  return undefined
}

const count = (text: string, pattern: RegExp) => {
  let total = 0
  for (const _match of text.matchAll(pattern)) total++
  return total
}

/**
 * UTF-8 when every byte fits, and also when a mostly sound file has a few broken bytes: reading it as windows-1252
 * would spoil all of its accents to save one. A character cut at the end (a head of a file) is no fault.
 */
const isUtf8 = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true })
    return true
  } catch {
    const text = new TextDecoder("utf-8").decode(bytes)
    return count(text, /[^\p{ASCII}\uFFFD]/gu) > 4 * count(text, /\uFFFD/gu)
  }
}

/**
 * The encoding of a text file, or of its first bytes: byte order mark, then zero bytes, then UTF-8, then windows-1252.
 */
export const detectEncoding = (bytes: Uint8Array): TextEncoding => {
  if (startsWith(bytes, 0xef, 0xbb, 0xbf)) return "utf-8"
  if (startsWith(bytes, 0xff, 0xfe)) return "utf-16le"
  if (startsWith(bytes, 0xfe, 0xff)) return "utf-16be"
  return utf16ByZeros(bytes) ?? (isUtf8(bytes) ? "utf-8" : "windows-1252")
}

/** The text without its byte order mark; bytes that stand for nothing become U+FFFD. Never fails. */
export const decodeText = (bytes: Uint8Array): { readonly text: string; readonly encoding: TextEncoding } => {
  const encoding = detectEncoding(bytes)
  return { text: new TextDecoder(encoding).decode(bytes), encoding }
}

/**
 * Text as the database keeps it: NFC, without NUL and other control characters (tab and newline stay), lone surrogates
 * as U+FFFD, every kind of line end as `\n`, every kind of space as a blank, no soft hyphens, no invisible joints (zero
 * width space, word joiner, byte order mark), no blanks at line ends, at most one empty line together, none at the
 * ends. Idempotent, and linear in the length of the text: no pattern can be made to backtrack.
 */
export const normaliseText = (text: string): string =>
  text
    .toWellFormed()
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, "\n")
    .replace(/[[\p{Cc}\u200b\u2060\ufeff]--[\t\n]]/gv, "")
    .replace(/[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/g, " ")
    // A soft hyphen at a line end is a word broken by a typesetter: the word is made whole again.
    .replace(/\u00ad+\n?/g, "")
    .normalize("NFC")
    .replace(/(?<![ \t])[ \t]+(?=\n)/g, "")
    .replace(/\n{3,}/g, "\n\n")
    .replace(/^\n+/, "")
    .trimEnd()
