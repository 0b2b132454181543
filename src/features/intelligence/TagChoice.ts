import { Option, Schema } from "effect"
import { Tag } from "#contract/catalogue/Book.ts"
import { keyPhrases, phraseCounter } from "#platform/extractive/KeyPhrases.ts"
import { languageOf } from "#platform/extractive/Language.ts"

/** A tag of a library and how many of its books have it. */
export interface KnownTag {
  readonly tag: string
  readonly books: number
}

/** What is known of a book that has no tags. */
export interface UntaggedBook {
  /** Its title, description and summary. */
  readonly focus: string
  /** Of its text, as much as is read for tags. */
  readonly text: string
  /** BCP 47 */
  readonly language: string | undefined
}

/** So many tags are suggested, and so many of them may be new to the library: it shall not have one for each book. */
export const mostTags = 5
const mostNew = 3
/** A tag that the book is not said to be about must stand in its text so often. */
const enough = 3

/** Words of a tag that is new: who writes books, or asks models, may want it to be a sentence. */
const mostWords = 4

const decode = Schema.decodeUnknownOption(Tag)

/** A tag as it is written where the library has none like it: NFC, lower case, single blanks; none if it cannot be one. */
export const normalTag = (text: string): Option.Option<string> =>
  decode(text.normalize("NFC").toLowerCase().replace(/\s+/gu, " ").replace(marks, ""))

/** What models and lists put around a tag. */
const marks = /^[\s"'#*-]+|[\s"'.,;]+$/gu

/** Tags in normal form, each once, at most {@link mostTags}, in their order. */
export const normalTags = (texts: ReadonlyArray<string>): ReadonlyArray<string> =>
  [...new Set(texts.flatMap((text) => Option.toArray(normalTag(text))))].slice(0, mostTags)

/** Tags in normal form; those that the library has, the more frequent first, as it writes them. */
const asWritten = (tags: ReadonlyArray<string>, known: ReadonlyArray<KnownTag>): ReadonlyArray<string> => {
  const written = new Map(
    known.toReversed().flatMap(({ tag }) => Option.toArray(Option.map(normalTag(tag), (normal) => [normal, tag])))
  )
  return tags.map((tag) => written.get(tag) ?? tag)
}

/**
 * The tags that a model answered. It read what anybody may have written, and later models read the tags: one that the
 * library does not have is a few words, and no more.
 */
export const answeredTags = (texts: ReadonlyArray<string>, known: ReadonlyArray<KnownTag>): ReadonlyArray<string> => {
  const isKnown = new Set(known.flatMap(({ tag }) => Option.toArray(normalTag(tag))))
  const isTag = (tag: string) => isKnown.has(tag) || tag.split(/[^\p{L}\p{M}\p{N}'’-]+/u).length <= mostWords
  return asWritten(normalTags(texts.filter((text) => Option.exists(normalTag(text), isTag))), known)
}

/**
 * Tags for a book by the words of its text, without a model: first those of the library that it speaks of, the rarest of
 * them first, then key phrases.
 */
export const chooseTags = (
  { focus, language, text }: UntaggedBook,
  known: ReadonlyArray<KnownTag>
): ReadonlyArray<string> => {
  const tongue = language === undefined ? "und" : languageOf(language)
  const inFocus = phraseCounter(focus, tongue)
  const inText = phraseCounter(text, tongue)
  const reused = known
    .map(({ books, tag }) => ({ tag, focused: inFocus(tag), often: inText(tag), rarity: 1 / Math.log(2 + books) }))
    .filter(({ focused, often }) => focused > 0 || often >= enough)
    .map(({ focused, often, rarity, tag }) => ({ tag, score: rarity * (Math.log(1 + often) + 3 * Math.sign(focused)) }))
    .toSorted((a, b) => b.score - a.score || (a.tag < b.tag ? -1 : 1))
    .map(({ tag }) => tag)
    .slice(0, mostTags)
  const isKnown = new Set(reused.map((tag) => tag.toLowerCase()))
  const fresh = keyPhrases(text, { focus, language, most: mostTags })
    .filter((phrase) => !isKnown.has(phrase))
    .slice(0, Math.min(mostNew, mostTags - reused.length))
  return asWritten(normalTags([...reused, ...fresh]), known)
}
