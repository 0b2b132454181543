import type { Language } from "#platform/extractive/Language.ts"
import { sentencesOf } from "#platform/extractive/Sentences.ts"
import { leadingMarks } from "./CitationMarks.ts"

/** A text without an end for longer than this is cut where it is: nothing waits for a sentence that never ends. */
const longest = 2_000

/** Marks of lists and headings in front of a line. */
const bullet = /^\s*(?:[-*•+]|#{1,6}|\d{1,2}[.)])\s+/u

/** Sentences of one line, each with the marks that follow it. */
const sentencesOfLine = (line: string, language: Language): ReadonlyArray<string> => {
  const starts = sentencesOf(line, language, [{ kind: "paragraph", start: 0, end: line.length }]).map(
    ({ start }) => start
  )
  const pieces = starts.map((start, at) => line.slice(at === 0 ? 0 : start, starts[at + 1] ?? line.length))
  return pieces.reduce<ReadonlyArray<string>>((sentences, piece) => {
    const [marks = ""] = leadingMarks.exec(piece) ?? []
    const last = sentences.at(-1)
    const rest = piece.slice(marks.length)
    if (marks === "" || last === undefined) return [...sentences, piece]
    const isSentence = /[\p{L}\p{N}]/u.test(rest)
    return [...sentences.slice(0, -1), `${last}${isSentence ? marks : piece}`, ...(isSentence ? [rest] : [])]
  }, [])
}

/** What a text that is still written has so far: whole sentences, and the rest. */
export interface Cut {
  readonly sentences: ReadonlyArray<string>
  readonly rest: string
}

/**
 * Cuts the sentences off a growing text, as soon as what follows shows that they are over and have no further marks of
 * citations. `isOver`: nothing follows any more.
 */
export const cutSentences = (text: string, language: Language, isOver: boolean): Cut => {
  const lines = text.split(/[\r\n]+/u)
  const open = isOver ? undefined : lines.pop()
  const whole = lines.flatMap((line) => sentencesOfLine(line.replace(bullet, ""), language))
  if (open === undefined) return { sentences: tidy(whole), rest: "" }
  const pieces = sentencesOfLine(open, language)
  const rest = pieces.at(-1) ?? open
  // The beginning of a mark may still become one of the sentence before.
  const isMark = /^\s*[[【]?[^\p{L}]{0,8}$/u.test(rest) || /^\s*[[【][^\]】]{0,40}$/u.test(rest)
  const kept = rest.length > longest ? 0 : isMark ? 2 : 1
  const closed = pieces.slice(0, Math.max(0, pieces.length - kept))
  return {
    sentences: tidy([...whole, ...closed.map((sentence) => sentence.replace(bullet, ""))]),
    rest: pieces.slice(closed.length).join("")
  }
}

const tidy = (sentences: ReadonlyArray<string>) =>
  sentences.map((sentence) => sentence.trim()).filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
