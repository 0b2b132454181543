import type { ExtractionNews } from "./ExtractionNews.ts"

/** A page of an `ExtractedText`: `text.slice(start, end)`. Numbers begin at 1; an empty page has `start === end`. */
export interface ExtractedPage {
  readonly number: number
  readonly start: number
  readonly end: number
}

/**
 * The clean text of one document, whole, with the place of each page in it. Offsets count UTF-16 units, as strings do.
 */
export interface ExtractedText {
  /** The pages in order with an empty line between two that have text; see `normaliseText` for its form. */
  readonly text: string
  readonly pages: ReadonlyArray<ExtractedPage>
  readonly pageCount: number
  /** Of a text file: how it was written, by its WHATWG name. */
  readonly encoding?: string
  /** What the PDF says of itself; often wrong ("Microsoft Word - draft.doc"), so a hint and no more. */
  readonly title?: string
  readonly author?: string
}

/** Puts pages together as they come. A gap stands only between texts, so empty pages leave no trace in the text. */
export const makeAssembly = () => {
  const parts: Array<string> = []
  const pages: Array<ExtractedPage> = []
  let length = 0
  const add = (text: string) => {
    parts.push(text)
    length += text.length
  }
  const extendLast = (text: string) => {
    add(text)
    const last = pages.pop()
    if (last !== undefined) pages.push({ ...last, end: length })
  }
  return {
    length: () => length,
    take: (news: Extract<ExtractionNews, { readonly _tag: "page" | "more" }>) => {
      if (news._tag === "more") return extendLast(news.text)
      if (length > 0 && news.text !== "") add(news.gap)
      const start = length
      add(news.text)
      pages.push({ number: news.number, start, end: length })
    },
    finish: (about: Extract<ExtractionNews, { readonly _tag: "done" }>): ExtractedText => ({
      text: parts.join(""),
      pages,
      pageCount: pages.length,
      ...(about.encoding === undefined ? {} : { encoding: about.encoding }),
      ...(about.title === undefined ? {} : { title: about.title }),
      ...(about.author === undefined ? {} : { author: about.author })
    })
  }
}
