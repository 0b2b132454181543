/** A range of a text in UTF-16 units, `end` exclusive. */
export interface Place {
  readonly start: number
  readonly end: number
}

/** A text in the form in which quotes are compared; `from[i]` and `to[i]` bound, in the text, what unit i stands for. */
interface Folded {
  readonly text: string
  readonly from: ReadonlyArray<number>
  readonly to: ReadonlyArray<number>
}

/** Seen by nobody: soft hyphens, zero-width characters, direction marks. */
const unseen = /^(?:\p{Cf}|\p{Mn})$/u
const dash = /^[\p{Pd}\u2212]$/u
const quoteMark = /^[\p{Pi}\p{Pf}"'`´„‚′″]$/u
/** A word that a line break cut in two. */
const broken = /(?<=\p{L})[-\u00ad\u2010][ \t]*[\r\n\f]+\s*(?=\p{Ll})/gu

const foldedCharacter = (character: string): string => {
  if (/^\s$/u.test(character)) return " "
  if (dash.test(character)) return "-"
  if (quoteMark.test(character)) return "'"
  if (character === "…") return "..."
  return Array.from(character.normalize("NFKD").toLowerCase())
    .filter((part) => !unseen.test(part))
    .join("")
}

/** One case, one kind of quote mark, dash and white space; no accents, ligatures, soft hyphens or broken words. */
const fold = (text: string): Folded => {
  const skipped = new Map(Array.from(text.matchAll(broken), (match) => [match.index, match[0].length]))
  let folded = ""
  const from: Array<number> = []
  const to: Array<number> = []
  let at = 0
  while (at < text.length) {
    const skip = skipped.get(at)
    if (skip !== undefined) {
      at += skip
      continue
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
    const next = at + character.length
    const form = foldedCharacter(character)
    for (const unit of form === " " && folded.endsWith(" ") ? [] : form.split("")) {
      folded += unit
      from.push(at)
      to.push(next)
    }
    at = next
  }
  return { text: folded, from, to }
}

const wordUnit = /[\p{L}\p{N}]/u
/** Does a number or word go on across this place? "3.5" is not a place where "5" stands. */
const cutsWord = (text: string, at: number): boolean => {
  const before = text[at - 1] ?? " "
  const after = text[at] ?? " "
  if (wordUnit.test(before) && wordUnit.test(after)) return true
  return (
    (/\d/u.test(after) && /[.,]/u.test(before) && /\d/u.test(text[at - 2] ?? " ")) ||
    (/\d/u.test(before) && /[.,]/u.test(after) && /\d/u.test(text[at + 1] ?? " "))
  )
}

/**
 * Where the quote stands in the text, whole words only; null when it does not. White space, case, accents, quote marks,
 * dashes, ligatures, soft hyphens and words broken at the end of a line make no difference, nor do marks at its ends.
 */
export const findQuote = (quote: string, text: string): Place | null => {
  const wanted = fold(quote).text.replace(/^[^\p{L}\p{N}$€£¥%-]+|[^\p{L}\p{N}$€£¥%)]+$/gu, "")
  if (!wordUnit.test(wanted)) return null
  const source = fold(text)
  let at = source.text.indexOf(wanted)
  while (at >= 0) {
    const last = at + wanted.length
    if (!cutsWord(source.text, at) && !cutsWord(source.text, last)) {
      return { start: source.from[at] ?? 0, end: source.to[last - 1] ?? text.length }
    }
    at = source.text.indexOf(wanted, at + 1)
  }
  return null
}
