/** How much of a text, from each end, makes its frame. */
const share = 0.12

/**
 * How much each sentence says of what the text both opens and closes with: the share of its terms that occur in the
 * first and in the last eighth. An author announces the subject, digresses, and returns to it. 0..1.
 */
export const frameScores = (documents: ReadonlyArray<ReadonlyArray<string>>): Float64Array => {
  const size = Math.ceil(documents.length * share)
  const opening = new Set(documents.slice(0, size).flat())
  const closing = new Set(documents.slice(documents.length - size).flat())
  return Float64Array.from(documents, (terms) =>
    terms.length === 0 ? 0 : terms.filter((term) => opening.has(term) && closing.has(term)).length / terms.length
  )
}
