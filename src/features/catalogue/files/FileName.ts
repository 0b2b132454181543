const longest = 200
const fallback = "file"

/** What prints nothing, or makes a name read differently than it is: controls, line breaks, marks of direction. */
const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}]/gu

const withoutFolders = (name: string): string => name.slice(Math.max(name.lastIndexOf("/"), name.lastIndexOf("\\")) + 1)

/** Keeps the extension: it is what tells people, and their computers, what the file is. */
const shorten = (name: string): string => {
  if (name.length <= longest) return name
  const extension = /\.[a-z0-9]{1,10}$/i.exec(name)?.[0] ?? ""
  const stem = name.slice(0, longest - extension.length).toWellFormed()
  return stem.replace(/\ufffd$/, "").trimEnd() + extension
}

/**
 * The name of an uploaded file, made safe to show and to offer for download: its last segment, in NFC, without what
 * does not print, of at most 200 UTF-16 units. Shown only: no file is ever stored or opened under it.
 */
export const displayName = (name: string): string => {
  const printable = withoutFolders(name).replace(unprintable, "").normalize("NFC").trim()
  return /^\.*$/.test(printable) ? fallback : shorten(printable)
}
