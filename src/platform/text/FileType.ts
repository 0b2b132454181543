import { decodeText, detectEncoding } from "./PlainText.ts"

/** What may be read: the content decides, never the name or the type that the sender declared. */
export type FileType = "pdf" | "txt"

/** How many first bytes `detectFileType` wants. Fewer are enough only when the file is shorter. */
export const FILE_HEAD_BYTES = 4096

/** Readers accept a PDF whose header comes after up to this much junk (PDF 1.7, implementation note 13). */
const PDF_HEADER_WITHIN = 1024

/** Formats whose first bytes could pass for text, or that carry a PDF or text inside: never what they pretend to be. */
const foreign: ReadonlyArray<string> = [
  "PK\x03\x04", // ZIP, EPUB, DOCX, JAR
  "PK\x05\x06",
  "PK\x07\x08",
  "\x7fELF",
  "\x89PNG",
  "\xff\xd8\xff", // JPEG
  "GIF87a",
  "GIF89a",
  "\x1f\x8b", // GZIP
  "BZh",
  "\xfd7zXZ\0",
  "7z\xbc\xaf\x27\x1c",
  "Rar!\x1a\x07",
  "\x28\xb5\x2f\xfd", // Zstandard
  "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", // OLE: DOC, XLS, MSI
  "\xca\xfe\xba\xbe", // Java class, Mach-O
  "\xcf\xfa\xed\xfe",
  "\0asm",
  "{\\rtf",
  "%!PS",
  "SQLite format 3\0",
  "AT&TFORM" // DjVu
]

const latin1 = (bytes: Uint8Array) => Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")

const isForeign = (head: string) =>
  foreign.some((magic) => head.startsWith(magic)) ||
  // "MZ" alone may begin a text; an executable has zero bytes right after it.
  (head.startsWith("MZ") && head.slice(0, 64).includes("\0"))

/**
 * A header at the very start decides alone. Behind junk it must come with an object, or a text about PDF would be one.
 */
const isPdf = (head: string) => {
  if (/^(?:\xef\xbb\xbf)?[\0\t\n\f\r ]{0,16}%PDF-/.test(head)) return true
  const at = head.slice(0, PDF_HEADER_WITHIN + 5).search(/%PDF-[12]\.\d/)
  return at > 0 && /\d \d{1,5} obj\b/.test(head.slice(at))
}

/** What no text has: controls and bytes without meaning. ^Z once ended texts and stays allowed. */
const noiseIn = (text: string) =>
  Array.from(text.replaceAll("\x1a", "").matchAll(/[[\p{Cc}\ufffd]--[\t\n\v\f\r\u0085]]/gv)).length

const isText = (head: Uint8Array): boolean => {
  const encoding = detectEncoding(head)
  const { text } = decodeText(encoding.startsWith("utf-16") ? head.subarray(0, head.length & ~1) : head)
  // A character cut at the end of the head is no fault.
  const noise = noiseIn(text.replace(/\ufffd$/, "")) / text.length
  if (encoding !== "windows-1252") return text.length > 0 && noise <= 0.01
  const foreignLetters = head.filter((byte) => byte >= 0x80).length
  const undefinedBytes = head.filter((byte) => [0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte)).length
  return noise <= 0.01 && foreignLetters <= 0.4 * head.length && undefinedBytes <= 0.01 * head.length
}

/**
 * The type of a file by its first `FILE_HEAD_BYTES` bytes: a PDF (header within the first 1,024 bytes), a text (UTF-8,
 * UTF-16 with or without byte order mark, or mostly printable windows-1252), or neither: programs, archives, pictures,
 * office files, binary noise and the empty file.
 */
export const detectFileType = (head: Uint8Array): FileType | undefined => {
  const bytes = head.subarray(0, FILE_HEAD_BYTES)
  const characters = latin1(bytes)
  if (bytes.length === 0 || isForeign(characters)) return undefined
  if (isPdf(characters)) return "pdf"
  return isText(bytes) ? "txt" : undefined
}
