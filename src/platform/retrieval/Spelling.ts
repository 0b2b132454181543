/** Letters of the shortest word that is looked for in other spellings, and how like they must be. */
const shortest = 4
const leastLikeness = 0.55

const trigrams = (word: string): ReadonlySet<string> => {
  const padded = `^${word}$`
  return new Set(Array.from({ length: padded.length - 2 }, (_, at) => padded.slice(at, at + 3)))
}

/** The share of trigrams that two words have in common, 0..1. Source: Dice 1945. */
const likeness = (a: ReadonlySet<string>, b: ReadonlySet<string>): number => {
  let shared = 0
  for (const gram of a) if (b.has(gram)) shared++
  return (2 * shared) / (a.size + b.size)
}

/**
 * The words of a vocabulary that are spelled much like a word, and how like, 0.55..1: "ghandi" finds "gandhi". Short
 * words and numbers find none: another number is another thing.
 */
export const spelledLike = (word: string, vocabulary: Iterable<string>): ReadonlyMap<string, number> => {
  const found = new Map<string, number>()
  if (word.length < shortest || /\p{N}/u.test(word)) return found
  const asked = trigrams(word)
  for (const each of vocabulary) {
    if (each.length < shortest || Math.abs(each.length - word.length) > shortest) continue
    const like = likeness(asked, trigrams(each))
    if (like >= leastLikeness) found.set(each, like)
  }
  return found
}
