/** A stretch of a text that is found and cited as one: about a paragraph or two. Its body is `text.slice(start, end)`. */
export interface Chunk {
  /** Its place among the chunks of the text, from 0. */
  readonly ordinal: number
  /** Offsets into the text in UTF-16 units, `end` exclusive. */
  readonly start: number
  readonly end: number
  /** The headings that it stands under, outermost first. */
  readonly headings: ReadonlyArray<string>
  /** Tokens of its body by `countTokens`. */
  readonly tokens: number
}

/** What of a chunk is searched: where it stands, `title > heading > heading`, then its body. */
export const indexedText = (title: string, headings: ReadonlyArray<string>, body: string): string =>
  `${[title, ...headings].filter((each) => each !== "").join(" > ")}\n${body}`
