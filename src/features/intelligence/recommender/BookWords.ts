import { detectLanguage, type Language, languageOf } from "#platform/extractive/Language.ts"
import { searchTerms } from "#platform/retrieval/SearchTerms.ts"

/** What is said of a book. */
export interface BookWords {
  readonly title: string
  readonly description: string | null
  readonly summary: string | null
  readonly tags: ReadonlyArray<string>
  /** BCP 47 */
  readonly language: string | null
}

/** The terms of a book and how much each stands for it, the strongest first. */
export interface BookTerms {
  readonly terms: ReadonlyArray<string>
  /** 1 + ln of how often each stands there. */
  readonly weights: ReadonlyArray<number>
}

/** What is kept of a book: of an abstract's words these tell it from others. */
const mostTerms = 32
/** Of the texts so many characters are read: more says nothing new of what a book is about, and takes time. */
const charactersRead = 6_000

const languageFor = ({ language }: BookWords, text: string): Language => {
  const known = language === null ? "und" : languageOf(language)
  return known === "und" ? detectLanguage(text) : known
}

/** What a book's texts speak of. Equal terms by name, so that the same texts give the same terms. */
export const termsOfBook = (book: BookWords): BookTerms => {
  const texts = [book.title, ...book.tags, book.summary ?? "", book.description ?? ""]
  const text = texts.join("\n").slice(0, charactersRead)
  const found = [...searchTerms(text, languageFor(book, text))]
    // A number of a volume or a year says nothing of the subject.
    .filter(([term]) => !/^[\d.]+$/u.test(term))
    .toSorted(([a, often], [b, times]) => times - often || (a < b ? -1 : 1))
    .slice(0, mostTerms)
  return { terms: found.map(([term]) => term), weights: found.map(([, count]) => 1 + Math.log(count)) }
}
