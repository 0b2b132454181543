/** A line that names what follows; the smaller its level, the more it holds. */
export interface Heading {
  readonly level: number
  readonly text: string
}

const longest = 200
const markdown = /^(#{1,6})\s+(.*?)\s*#*$/u
const wiki = /^(={1,6}|=(?: =){1,5})\s+(.*?)\s+(?:={1,6}|=(?: =){1,5})$/u
const part = /^(?:part|book|teil|buch|partie|livre|parte|libro|deel|livro)(?!\p{L})/iu
const chapter = /^(?:chapter|kapitel|chapitre|capítulo|capitolo|hoofdstuk|act)(?!\p{L})/iu
const number = /^(?:§\s*)?(\d{1,2}(?:\.\d{1,2}){0,4})[.)]?\s/u

/** Marked headings by their marks; parts hold chapters, chapters numbered sections, and those the lines alone. */
const headingOf = (line: string): Heading => {
  const text = line.replace(/\s+/gu, " ").trim()
  const marked = markdown.exec(text) ?? wiki.exec(text)
  if (marked !== null) {
    return { level: (marked[1] ?? "").replaceAll(" ", "").length, text: marked[2] ?? "" }
  }
  if (part.test(text)) return { level: 1, text }
  if (chapter.test(text)) return { level: 2, text }
  const numbered = number.exec(text)?.[1]
  if (numbered !== undefined) return { level: 2 + numbered.split(".").length, text }
  return { level: text === text.toUpperCase() ? 8 : 9, text }
}

/** A line between equal signs names a section of a wiki page. */
export const isWikiHeading = (line: string): boolean => line.length <= longest && wiki.test(line.trim())

/** The headings open at a place of a text, outermost first. */
export type HeadingPath = ReadonlyArray<Heading>

/** The path behind a line that is a heading: it closes those of its own level and below. */
export const enter = (path: HeadingPath, line: string): HeadingPath => {
  const heading = headingOf(line.slice(0, longest))
  return heading.text === "" ? path : [...path.filter(({ level }) => level < heading.level), heading]
}
