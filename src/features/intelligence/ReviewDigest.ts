import type { ReviewOfBook } from "#features/circulation/ReviewTexts.ts"
import type { CountTokens } from "./Chunking.ts"

const separator = "\n\n"

/** Each line is marked, so that no review can pass for two, or for what stands before the reviews. */
const quoted = (text: string) => text.replace(/^/gm, "> ")

const entry = ({ rating, text }: ReviewOfBook) => `A reader gave ${rating} of 5 stars:\n${quoted(text)}`

/**
 * The document that a consensus is written from: the text so far, if there is one, and as many reviews as fit into the
 * tokens, in their order; at least one.
 */
export const digestOf = (
  reviews: ReadonlyArray<ReviewOfBook>,
  options: { readonly previous: string | undefined; readonly room: number; readonly countTokens: CountTokens }
): string => {
  const { countTokens, previous, room } = options
  const parts = previous === undefined ? [] : [`Written from earlier reviews:\n${quoted(previous)}`]
  let left = room - parts.reduce((sum, part) => sum + countTokens(part), 0)
  for (const [at, review] of reviews.entries()) {
    const part = entry(review)
    left -= countTokens(separator + part)
    if (left < 0 && at > 0) break
    parts.push(part)
  }
  return parts.join(separator)
}
