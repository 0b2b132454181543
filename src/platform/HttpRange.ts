/** What a `Range` header asks of a file; `start` and `end` are the first and the last byte, as in `Content-Range`. */
export type HttpRange =
  /** 200 with everything: nothing was asked, or nothing that we understand, or several ranges, which we may ignore. */
  | { readonly _tag: "full" }
  /** 206 with these bytes; 0 <= `start` <= `end` < size. */
  | { readonly _tag: "partial"; readonly start: number; readonly end: number }
  /** 416, whose `Content-Range` tells the size. */
  | { readonly _tag: "unsatisfiable" }

const full: HttpRange = { _tag: "full" }
const unsatisfiable: HttpRange = { _tag: "unsatisfiable" }

/** Nobody needs more; a long list is an attack on servers that answer with all of them. */
const mostRanges = 100

/**
 * Reads a `Range` header for a file of `size` bytes.
 *
 * Of an empty file every suffix is the whole file and answered in full, since `Content-Range` cannot name zero bytes.
 *
 * **Source:** RFC 9110, sections 14.1 (byte ranges), 14.2 (when to ignore them), 17.15 (many ranges) and 5.6.1.2 (empty
 * elements of a list).
 */
export const parseHttpRange = (header: string | undefined, size: number): HttpRange => {
  const set = /^bytes=(.*)$/i.exec(header?.trim() ?? "")?.[1]
  if (set === undefined) return full
  const ranges = set
    .split(",", 2 * mostRanges)
    .map((range) => range.trim())
    .filter((range) => range !== "")
  if (ranges.length > mostRanges) return unsatisfiable
  const [, first = "", last = ""] = /^(\d*)-(\d*)$/.exec(ranges.length === 1 ? (ranges[0] ?? "") : "") ?? []
  if (first === "") return last === "" ? full : suffix(Number(last), size)
  if (last !== "" && Number(last) < Number(first)) return full
  if (Number(first) >= size) return unsatisfiable
  return { _tag: "partial", start: Number(first), end: last === "" ? size - 1 : Math.min(Number(last), size - 1) }
}

const suffix = (length: number, size: number): HttpRange => {
  if (length === 0) return unsatisfiable
  return size === 0 ? full : { _tag: "partial", start: Math.max(0, size - length), end: size - 1 }
}
