const OPEN = "<think>"
const CLOSE = "</think>"

/**
 * The answer without the reasoning that some models write before it in `<think>…</think>`. The opening tag may be
 * missing, since some chat templates put it at the end of the prompt; reasoning that never ends leaves no answer.
 */
export const withoutReasoning = (text: string): string => {
  const end = text.indexOf(CLOSE)
  if (end >= 0) return text.slice(end + CLOSE.length).trimStart()
  return text.trimStart().startsWith(OPEN) ? "" : text
}

/** The same for an answer that is still being written. State: what is held back, or `undefined` once nothing is. */
export type ReasoningState = string | undefined

/** Takes the next piece of the answer and gives the state after it and the text that may be shown now. */
export const nextVisible = (held: ReasoningState, piece: string): readonly [ReasoningState, string] => {
  if (held === undefined) return [undefined, piece]
  const text = held + piece
  const start = text.trimStart()
  if (start.length < OPEN.length && OPEN.startsWith(start)) return [text, ""]
  if (!start.startsWith(OPEN)) return [undefined, text]
  const end = text.indexOf(CLOSE)
  if (end < 0) return [text, ""]
  const rest = text.slice(end + CLOSE.length).trimStart()
  // Blank lines after the tag may still come in the next piece.
  return rest === "" ? [text.slice(0, end + CLOSE.length), ""] : [undefined, rest]
}

/** What is still to be shown when the answer ends: a short one that could have been the beginning of a tag. */
export const lastVisible = (held: ReasoningState): string => (held === undefined ? "" : withoutReasoning(held))
