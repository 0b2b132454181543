/** UTF-16 units that are read in about a millisecond. */
export const stretchLength = 65_536

/** The text in pieces, so that others may run between the reading of two of them. */
export function* stretches(text: string): Generator<string> {
  for (let start = 0; start < text.length; start += stretchLength) yield text.slice(start, start + stretchLength)
}
