/**
 * Recognises any of some phrases as whole words, whatever their case. A phrase is a piece of a regular expression; `*`
 * at its end lets the last word go on ("present*" finds "presented"). Knows accented letters, as `\b` does not.
 */
export const phrasePattern = (...phrases: ReadonlyArray<string>): RegExp =>
  new RegExp(`(?<!\\p{L})(?:${phrases.map(whole).join("|")})`, "iu")

/** The same at the very beginning of a sentence. */
export const openingPattern = (...phrases: ReadonlyArray<string>): RegExp =>
  new RegExp(`^(?:${phrases.map(whole).join("|")})`, "iu")

const whole = (phrase: string): string =>
  phrase.endsWith("*") ? `(?:${phrase.slice(0, -1)})\\p{L}*` : `(?:${phrase})(?!\\p{L})`
